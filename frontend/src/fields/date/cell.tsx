import { formatDate } from "../common/format";
import { Line } from "../common/plain-cell";
import type { CellProps } from "../contract";

/** A calendar date. */
export default function DateCell({ value, language }: CellProps) {
  return typeof value === "string" && value ? <Line>{formatDate(value, language)}</Line> : null;
}
