import { api } from "@/api/client";
import type { RecordPage } from "@/api/types";

import { aria } from "../common/attributes";
import { RemoteSelect } from "../common/remote-select";
import { titleOf } from "../common/titles";
import type { ControlProps } from "../contract";

/** Picks a record of the target form by its title. */
export default function LinkControl(props: ControlProps) {
  const { field, value, onChange, id, disabled, invalid, app, links } = props;
  const target = field.target ?? "";
  return (
    <RemoteSelect
      id={id}
      queryKey={["link-choices", app, target]}
      search={async (search, signal) => {
        const page = await api.get<RecordPage>(`/apps/${app}/forms/${target}/records`, {
          query: { search, limit: 20, count: "none" },
          signal,
        });
        return page.items.map((item) => ({ id: item.id, title: item.title || item.id }));
      }}
      value={typeof value === "string" ? value : null}
      title={titleOf(links?.[field.key], value)}
      onChange={(next) => onChange(next)}
      disabled={disabled}
      invalid={invalid}
      aria={aria(props)}
    />
  );
}
