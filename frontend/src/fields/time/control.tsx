import { Input } from "antd";

import { aria } from "../common/attributes";
import type { ControlProps } from "../contract";

/** A wall time; the browser's own time input, which phones know well. */
export default function TimeControl(props: ControlProps) {
  const { value, onChange, id, disabled, invalid } = props;
  return (
    <Input
      id={id}
      type="time"
      value={typeof value === "string" ? value : ""}
      onChange={(event) => onChange(event.target.value || null)}
      disabled={disabled}
      status={invalid ? "error" : undefined}
      style={{ maxWidth: 160 }}
      {...aria(props)}
    />
  );
}
