import { NumberControl } from "../common/number-control";
import type { ControlProps } from "../contract";

/** A whole number. */
export default function IntegerControl(props: ControlProps) {
  const { value, onChange } = props;
  return (
    <NumberControl
      {...props}
      scale={0}
      text={value == null ? null : String(value)}
      onText={(text) => onChange(text === null ? null : Number(text))}
    />
  );
}
