import { OptionTag, optionOf } from "../common/option-tag";
import type { CellProps } from "../contract";

/** All chosen options. */
export default function MultiSelectCell({ field, value, dense }: CellProps) {
  if (!Array.isArray(value) || value.length === 0) return null;
  return (
    <span style={{ display: "flex", gap: 4, flexWrap: dense ? "nowrap" : "wrap", overflow: "hidden" }}>
      {value.map((key) => (
        <OptionTag key={String(key)} option={optionOf(field, String(key))} />
      ))}
    </span>
  );
}
