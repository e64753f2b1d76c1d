import { DatePicker } from "antd";
import dayjs from "dayjs";

import { aria } from "../common/attributes";
import type { ControlProps } from "../contract";

/** An instant, typed in the browser's zone and sent in UTC. */
export default function DatetimeControl(props: ControlProps) {
  const { value, onChange, id, disabled, invalid } = props;
  return (
    <DatePicker
      id={id}
      showTime={{ format: "HH:mm" }}
      format="YYYY-MM-DD HH:mm"
      value={typeof value === "string" && value ? dayjs(value) : null}
      onChange={(next) => onChange(next ? next.toISOString() : null)}
      disabled={disabled}
      status={invalid ? "error" : undefined}
      style={{ width: "100%" }}
      {...aria(props)}
    />
  );
}
