import { Input } from "antd";

import { aria } from "./attributes";
import { settingNumber } from "./format";
import type { ControlProps } from "../contract";

/** A one-line input; `kind` chooses the phone keyboard and the browser's own completion. */
export function TextControl(props: ControlProps & { kind?: "text" | "email" | "tel" | "url" }) {
  const { field, value, onChange, id, disabled, invalid, kind = "text" } = props;
  return (
    <Input
      id={id}
      type={kind}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
      disabled={disabled}
      status={invalid ? "error" : undefined}
      maxLength={settingNumber(field, "max_length")}
      {...aria(props)}
    />
  );
}
