import { Link } from "@tanstack/react-router";

import type { RecordItem } from "@/api/types";
import { cellOf } from "@/fields/cells";
import { formatInstant, formatRelative } from "@/fields/common/format";
import { Line } from "@/fields/common/plain-cell";

import { type Column, OWNER_COLUMN, STAGE_COLUMN, TITLE_COLUMN } from "./columns";

/** What one record shows in one column. */
export function GridCell(props: { column: Column; record: RecordItem; app: string; form: string; language: string }) {
  const { column, record, app, form, language } = props;
  if (column.key === TITLE_COLUMN) {
    const text = record.title || record.id;
    return (
      <Line title={text}>
        <Link to="/apps/$app/$form/$record" params={{ app, form, record: record.id }} tabIndex={-1} style={{ fontWeight: 500 }}>
          {text}
        </Link>
      </Line>
    );
  }
  if (column.key === OWNER_COLUMN) return <Line>{record.owner?.name}</Line>;
  if (column.field === null) {
    const at = column.key === "created_at" ? record.created_at : record.updated_at;
    return <Line title={formatInstant(at, language)}>{formatRelative(at, language)}</Line>;
  }
  const Cell = cellOf(column.field.type);
  const value = column.key === STAGE_COLUMN ? record.stage : record.values[column.key];
  return <Cell field={column.field} value={value} link={record.links?.[column.key]} app={app} language={language} dense />;
}
