import { searchPeople } from "@/api/people";

import { aria } from "../common/attributes";
import { RemoteSelect } from "../common/remote-select";
import { titleOf } from "../common/titles";
import type { ControlProps } from "../contract";

/** Picks a person of the organisation. */
export default function UserControl(props: ControlProps) {
  const { field, value, onChange, id, disabled, invalid, links } = props;
  return (
    <RemoteSelect
      id={id}
      queryKey={["people"]}
      search={searchPeople}
      value={typeof value === "string" ? value : null}
      title={titleOf(links?.[field.key], value)}
      onChange={(next) => onChange(next)}
      disabled={disabled}
      invalid={invalid}
      aria={aria(props)}
    />
  );
}
