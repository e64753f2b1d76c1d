import { formatPercent } from "../common/format";
import { Line } from "../common/plain-cell";
import type { CellProps } from "../contract";

/** A stored fraction shown as per cent. */
export default function PercentCell({ value, language, dense }: CellProps) {
  if ((typeof value !== "number" && typeof value !== "string") || value === "") return null;
  return <Line numeric={dense}>{formatPercent(value, language)}</Line>;
}
