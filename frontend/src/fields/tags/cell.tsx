import { OptionTag } from "../common/option-tag";
import type { CellProps } from "../contract";

/** Free words. */
export default function TagsCell({ value, dense }: CellProps) {
  if (!Array.isArray(value) || value.length === 0) return null;
  return (
    <span style={{ display: "flex", gap: 4, flexWrap: dense ? "nowrap" : "wrap", overflow: "hidden" }}>
      {value.map((word) => (
        <OptionTag key={String(word)} option={{ key: String(word), label: String(word) }} />
      ))}
    </span>
  );
}
