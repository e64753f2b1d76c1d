import { Switch } from "antd";
import { type ReactNode, useId } from "react";

/** A labelled switch. */
export function SwitchRow(props: { label: ReactNode; checked: boolean; onChange: (checked: boolean) => void }) {
  const id = useId();
  return (
    <div className="builder-field-row">
      <label htmlFor={id}>{props.label}</label>
      <Switch id={id} size="small" checked={props.checked} onChange={props.onChange} />
    </div>
  );
}
