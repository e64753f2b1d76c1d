import { formatNumber } from "../common/format";
import { Line } from "../common/plain-cell";
import type { CellProps } from "../contract";

/** A whole number with grouping. */
export default function IntegerCell({ value, language, dense }: CellProps) {
  if (typeof value !== "number" && typeof value !== "string") return null;
  return <Line numeric={dense}>{formatNumber(value, language, 0)}</Line>;
}
