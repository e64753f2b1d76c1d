import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { CompiledForm } from "@/api/types";
import { FilterBar } from "@/filters/filter-bar";
import { useDebounced } from "@/ui/debounced";
import { useNarrow } from "@/ui/media";
import { SearchInput } from "@/ui/search-input";

import { ColumnChooser } from "./column-chooser";
import { systemFields } from "./columns";

export interface ListState {
  view?: string;
  q?: string;
  filter?: string;
  sort?: string;
  columns?: string;
}

/** Search, filter, columns and the way of showing; all of it lives in the address. */
export function Toolbar(props: { form: CompiledForm; search: ListState; columnKeys: string[]; kanban: boolean; onChange: (next: ListState) => void }) {
  const { form, search, onChange } = props;
  const { t } = useTranslation("app-runtime");
  const narrow = useNarrow();
  const [text, setText] = useState(search.q ?? "");
  const asked = useDebounced(text, 300);
  useEffect(() => {
    if ((asked || undefined) !== search.q) onChange({ q: asked || undefined });
    // Only a settled input changes the address; the address itself must not re-trigger it.
  }, [asked]);
  useEffect(() => setText((shown) => (search.q === undefined && shown !== "" ? "" : shown)), [search.q]);
  const filterable = [...systemFields(form, t), ...form.fields.filter((field) => field.right !== "mask" && field.type !== "subtable")];
  return (
    <div role="group" aria-label={t("list.tools")} style={{ display: "flex", flexWrap: "wrap", gap: 8, alignItems: "center" }}>
      <SearchInput value={text} onChange={setText} label={t("list.search")} />
      <FilterBar fields={filterable} filter={search.filter} onChange={(filter) => onChange({ filter })} />
      <span style={{ flex: 1 }} />
      {!props.kanban && !narrow && <ColumnChooser form={form} chosen={props.columnKeys} onChange={(keys) => onChange({ columns: keys?.join(",") })} />}
    </div>
  );
}
