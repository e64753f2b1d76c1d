import type { CellProps } from "../contract";
import { Line } from "./plain-cell";

/** Text as it is; objects fall back to JSON so that nothing hides. */
export function TextCell({ value, dense }: CellProps) {
  if (value == null || value === "") return null;
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return dense ? <Line title={text}>{text}</Line> : <span style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{text}</span>;
}
