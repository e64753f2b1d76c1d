import { Rate } from "antd";

import { groupAria } from "../common/attributes";
import { settingNumber } from "../common/format";
import type { ControlProps } from "../contract";

/** Stars; the same star again clears. */
export default function RatingControl(props: ControlProps) {
  const { field, value, onChange, id, disabled } = props;
  return (
    <Rate
      id={id}
      count={settingNumber(field, "max", 5)}
      value={typeof value === "number" ? value : 0}
      onChange={(next) => onChange(next === 0 ? null : next)}
      disabled={disabled}
      {...groupAria(props)}
    />
  );
}
