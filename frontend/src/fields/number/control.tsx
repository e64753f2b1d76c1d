import { NumberControl } from "../common/number-control";
import type { ControlProps } from "../contract";

/** A measured number. */
export default function FloatControl(props: ControlProps) {
  const { value, onChange } = props;
  return <NumberControl {...props} text={value == null ? null : String(value)} onText={(text) => onChange(text === null ? null : Number(text))} />;
}
