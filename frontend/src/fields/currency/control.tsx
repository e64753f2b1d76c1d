import { moneyOf, settingNumber, settingText } from "../common/format";
import { NumberControl } from "../common/number-control";
import type { ControlProps } from "../contract";

/** An amount in the field's currency. */
export default function CurrencyControl(props: ControlProps) {
  const { field, value, onChange } = props;
  const money = moneyOf(value, field);
  const currency = money?.currency ?? settingText(field, "currency", "CNY");
  return (
    <NumberControl
      {...props}
      scale={settingNumber(field, "scale", 2)}
      suffix={currency}
      text={money?.amount ?? null}
      onText={(amount) => onChange(amount === null ? null : { amount, currency })}
    />
  );
}
