import { RichText } from "../common/rich-text";
import { plainText } from "../common/rich-text-source";
import { Line } from "../common/plain-cell";
import type { CellProps } from "../contract";

/** Formatted text; one plain line in dense places. */
export default function RichTextCell({ value, dense }: CellProps) {
  if (typeof value !== "string" || value === "") return null;
  if (dense) {
    const text = plainText(value);
    return <Line title={text}>{text}</Line>;
  }
  return <RichText source={value} />;
}
