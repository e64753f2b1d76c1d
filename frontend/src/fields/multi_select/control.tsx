import { Select } from "antd";

import { aria } from "../common/attributes";
import { choices } from "../common/choices";
import type { ControlProps } from "../contract";

/** Any number of the field's options. */
export default function MultiSelectControl(props: ControlProps) {
  const { field, value, onChange, id, disabled, invalid } = props;
  return (
    <Select
      id={id}
      mode="multiple"
      value={Array.isArray(value) ? value.map(String) : []}
      onChange={(next: string[]) => onChange(next)}
      options={choices(field, value)}
      showSearch={{ optionFilterProp: "label" }}
      disabled={disabled}
      status={invalid ? "error" : undefined}
      style={{ width: "100%" }}
      {...aria(props)}
    />
  );
}
