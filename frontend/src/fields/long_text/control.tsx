import { Input } from "antd";

import { aria } from "../common/attributes";
import { settingNumber } from "../common/format";
import type { ControlProps } from "../contract";

/** Several lines; grows with its text. */
export default function LongTextControl(props: ControlProps) {
  const { field, value, onChange, id, disabled, invalid } = props;
  return (
    <Input.TextArea
      id={id}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
      disabled={disabled}
      status={invalid ? "error" : undefined}
      maxLength={settingNumber(field, "max_length")}
      autoSize={{ minRows: 3, maxRows: 12 }}
      {...aria(props)}
    />
  );
}
