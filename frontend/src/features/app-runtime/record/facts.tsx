import { useTranslation } from "react-i18next";

import type { CompiledForm, RecordItem } from "@/api/types";
import { cellOf } from "@/fields/cells";
import { formatInstant, formatRelative, isEmptyValue } from "@/fields/common/format";

const LONG = new Set(["long_text", "rich_text", "subtable", "attachment"]);
const MOST = 6;

/** Owner, ages and the first filled fields: what one wants to see without reading the form. */
export function Facts({ app, compiled, record }: { app: string; compiled: CompiledForm; record: RecordItem }) {
  const { t, i18n } = useTranslation("app-runtime");
  const language = i18n.language;
  const fields = compiled.fields
    .filter((field) => !LONG.has(field.type) && !isEmptyValue(record.values[field.key]) && record.values[field.key] !== record.title)
    .slice(0, MOST);
  return (
    <dl className="facts">
      <div>
        <dt>{t("columns.owner")}</dt>
        <dd>{record.owner?.name ?? t("record.nobody")}</dd>
      </div>
      {fields.map((field) => {
        const Cell = cellOf(field.type);
        return (
          <div key={field.key}>
            <dt>{field.label}</dt>
            <dd>
              <Cell field={field} value={record.values[field.key]} link={record.links?.[field.key]} app={app} language={language} />
            </dd>
          </div>
        );
      })}
      {record.stage_entered_at && (
        <div>
          <dt>{t("record.inStageSince")}</dt>
          <dd title={formatInstant(record.stage_entered_at, language)}>{formatRelative(record.stage_entered_at, language)}</dd>
        </div>
      )}
      <div>
        <dt>{t("columns.updatedAt")}</dt>
        <dd title={formatInstant(record.updated_at, language)}>{formatRelative(record.updated_at, language)}</dd>
      </div>
    </dl>
  );
}
