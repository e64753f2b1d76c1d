import { aria } from "../common/attributes";
import type { ControlProps } from "../contract";

/** The browser's own colour chooser. */
export default function ColorControl(props: ControlProps) {
  const { value, onChange, id, disabled } = props;
  return (
    <input
      type="color"
      id={id}
      value={typeof value === "string" ? value : "#000000"}
      onChange={(event) => onChange(event.target.value)}
      disabled={disabled}
      style={{ width: 56, height: 32 }}
      {...aria(props)}
    />
  );
}
