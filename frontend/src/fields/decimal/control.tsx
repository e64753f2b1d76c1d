import { settingNumber } from "../common/format";
import { NumberControl } from "../common/number-control";
import type { ControlProps } from "../contract";

/** An exact decimal with the field's fraction digits. */
export default function DecimalControl(props: ControlProps) {
  const { field, value, onChange } = props;
  return (
    <NumberControl {...props} scale={settingNumber(field, "scale")} text={value == null ? null : String(value)} onText={onChange} />
  );
}
