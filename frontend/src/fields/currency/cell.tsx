import { formatMoney, moneyOf, settingNumber } from "../common/format";
import { Line } from "../common/plain-cell";
import type { CellProps } from "../contract";

/** Money with its sign. */
export default function CurrencyCell({ field, value, language, dense }: CellProps) {
  const money = moneyOf(value, field);
  if (!money) return null;
  return <Line numeric={dense}>{formatMoney(money.amount, money.currency, language, settingNumber(field, "scale"))}</Line>;
}
