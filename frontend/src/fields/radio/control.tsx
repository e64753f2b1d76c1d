import { Radio } from "antd";

import { groupAria } from "../common/attributes";
import { choices } from "../common/choices";
import type { ControlProps } from "../contract";

/** One of few options, all in sight. */
export default function RadioControl(props: ControlProps) {
  const { field, value, onChange, id, disabled } = props;
  return (
    <Radio.Group
      id={id}
      name={id}
      value={value ?? undefined}
      onChange={(event) => onChange(event.target.value as string)}
      options={choices(field, value)}
      disabled={disabled}
      {...groupAria(props)}
    />
  );
}
