import { CloseCircleFilled, SearchOutlined } from "@ant-design/icons";

/** A search box; the kit's input would double what a list costs to load. */
export function SearchInput({ value, onChange, label, width = 240 }: { value: string; onChange: (value: string) => void; label: string; width?: number }) {
  return (
    <span className="search-input" style={{ width }}>
      <SearchOutlined aria-hidden />
      <input type="search" value={value} placeholder={label} aria-label={label} onChange={(event) => onChange(event.target.value)} />
      {value !== "" && (
        <button type="button" aria-hidden tabIndex={-1} onClick={() => onChange("")}>
          <CloseCircleFilled />
        </button>
      )}
    </span>
  );
}
