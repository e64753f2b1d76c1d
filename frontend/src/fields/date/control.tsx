import { DatePicker } from "antd";
import dayjs from "dayjs";

import { aria } from "../common/attributes";
import type { ControlProps } from "../contract";

/** A calendar date; also typed. */
export default function DateControl(props: ControlProps) {
  const { value, onChange, id, disabled, invalid } = props;
  return (
    <DatePicker
      id={id}
      value={typeof value === "string" && value ? dayjs(value) : null}
      onChange={(next) => onChange(next ? next.format("YYYY-MM-DD") : null)}
      disabled={disabled}
      status={invalid ? "error" : undefined}
      style={{ width: "100%" }}
      {...aria(props)}
    />
  );
}
