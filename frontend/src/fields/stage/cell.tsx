import { OptionTag, optionOf } from "../common/option-tag";
import type { CellProps } from "../contract";

const KIND_MARKS: Record<string, string> = { success: "✓ ", failure: "✕ " };

/** The stage's word; ends of the pipeline carry a mark, so colour never speaks alone. */
export default function StageCell({ field, value }: CellProps) {
  if (typeof value !== "string" || value === "") return null;
  const option = optionOf(field, value);
  const kinds = field.settings?.kinds;
  const kind = typeof kinds === "object" && kinds !== null && !Array.isArray(kinds) ? kinds[value] : undefined;
  const mark = typeof kind === "string" ? (KIND_MARKS[kind] ?? "") : "";
  return <OptionTag option={{ ...option, label: `${mark}${option.label}` }} />;
}
