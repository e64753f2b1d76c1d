import { Select } from "antd";

import { aria } from "../common/attributes";
import { choices } from "../common/choices";
import type { ControlProps } from "../contract";

/** One of the field's options, found by typing. */
export default function SelectControl(props: ControlProps) {
  const { field, value, onChange, id, disabled, invalid } = props;
  return (
    <Select
      id={id}
      value={typeof value === "string" && value !== "" ? value : undefined}
      onChange={(next: string | undefined) => onChange(next ?? null)}
      options={choices(field, value)}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      disabled={disabled}
      status={invalid ? "error" : undefined}
      style={{ width: "100%" }}
      {...aria(props)}
    />
  );
}
