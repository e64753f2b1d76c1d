import { shift } from "../common/decimal-text";
import { NumberControl } from "../common/number-control";
import type { ControlProps } from "../contract";

/** Typed as per cent, stored as the fraction. */
export default function PercentControl(props: ControlProps) {
  const { value, onChange } = props;
  return (
    <NumberControl
      {...props}
      suffix="%"
      text={value == null ? null : shift(String(value), 2)}
      onText={(text) => onChange(text === null ? null : shift(text, -2))}
    />
  );
}
