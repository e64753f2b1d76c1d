import { Select } from "antd";

import { aria } from "../common/attributes";
import type { ControlProps } from "../contract";

/** Words, each ended by Enter or a comma. */
export default function TagsControl(props: ControlProps) {
  const { value, onChange, id, disabled, invalid } = props;
  return (
    <Select
      id={id}
      mode="tags"
      open={false}
      suffixIcon={null}
      tokenSeparators={[",", "，", ";", "；"]}
      value={Array.isArray(value) ? value.map(String) : []}
      onChange={(next: string[]) => onChange(next)}
      disabled={disabled}
      status={invalid ? "error" : undefined}
      style={{ width: "100%" }}
      {...aria(props)}
    />
  );
}
