import { formatInstant } from "../common/format";
import { Line } from "../common/plain-cell";
import type { CellProps } from "../contract";

/** An instant in the reader's zone. */
export default function DatetimeCell({ value, language }: CellProps) {
  return typeof value === "string" && value ? <Line title={value}>{formatInstant(value, language)}</Line> : null;
}
