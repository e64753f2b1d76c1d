import { formatNumber, settingNumber } from "../common/format";
import { Line } from "../common/plain-cell";
import type { CellProps } from "../contract";

/** An exact decimal with the field's fraction digits. */
export default function DecimalCell({ field, value, language, dense }: CellProps) {
  if ((typeof value !== "number" && typeof value !== "string") || value === "") return null;
  return <Line numeric={dense}>{formatNumber(value, language, settingNumber(field, "scale"))}</Line>;
}
