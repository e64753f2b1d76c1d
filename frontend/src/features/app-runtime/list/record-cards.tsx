import { useTranslation } from "react-i18next";

import type { RecordItem } from "@/api/types";
import { isEmptyValue } from "@/fields/common/format";
import { InternalLink } from "@/ui/internal-link";

import { type Column, OWNER_COLUMN, STAGE_COLUMN } from "./columns";
import { GridCell } from "./grid-cell";

/** Records on a phone: one card each, the whole card opens it. */
export function RecordCards(props: { app: string; form: string; label: string; columns: Column[]; records: RecordItem[] }) {
  const { app, form, columns, records } = props;
  const { i18n } = useTranslation("app-runtime");
  // Links of other records inside a card would be links inside a link.
  const facts = columns.filter((column) => !["link", "email", "phone", "url", "attachment"].includes(column.field?.type ?? ""));
  return (
    <ul className="record-cards" aria-label={props.label}>
      {records.map((record) => (
        <li key={record.id}>
          <InternalLink href={`/apps/${app}/${form}/${record.id}`}>
            <strong>{record.title || record.id}</strong>
            <dl>
              {facts.filter((column) => isFilled(column, record)).map((column) => (
                <div key={column.key} style={{ display: "contents" }}>
                  <dt>{column.label}</dt>
                  <dd>
                    <GridCell column={{ ...column, numeric: false }} record={record} app={app} form={form} language={i18n.language} />
                  </dd>
                </div>
              ))}
            </dl>
          </InternalLink>
        </li>
      ))}
    </ul>
  );
}

function isFilled(column: Column, record: RecordItem): boolean {
  if (column.key === OWNER_COLUMN) return record.owner !== null;
  if (column.key === STAGE_COLUMN) return record.stage !== null;
  return column.field === null || !isEmptyValue(record.values[column.key]);
}
