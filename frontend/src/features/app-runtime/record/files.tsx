import { useTranslation } from "react-i18next";

import type { CompiledForm, RecordItem } from "@/api/types";
import { cellOf } from "@/fields/cells";
import { isEmptyValue } from "@/fields/common/format";
import { StateCard } from "@/ui/state-card";

/** All files of the record, by the field that holds them. */
export function Files({ app, compiled, record }: { app: string; compiled: CompiledForm; record: RecordItem }) {
  const { t, i18n } = useTranslation("app-runtime");
  const fields = compiled.fields.filter((field) => field.type === "attachment" && !isEmptyValue(record.values[field.key]));
  if (fields.length === 0) return <StateCard title={t("files.empty")} />;
  const Cell = cellOf("attachment");
  return (
    <dl className="facts">
      {fields.map((field) => (
        <div key={field.key}>
          <dt>{field.label}</dt>
          <dd>
            <Cell field={field} value={record.values[field.key]} app={app} language={i18n.language} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
