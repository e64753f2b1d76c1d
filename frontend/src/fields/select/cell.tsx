import { OptionTag, optionOf } from "../common/option-tag";
import type { CellProps } from "../contract";

/** The chosen option. */
export default function SelectCell({ field, value }: CellProps) {
  if (typeof value !== "string" || value === "") return null;
  return <OptionTag option={optionOf(field, value)} />;
}
