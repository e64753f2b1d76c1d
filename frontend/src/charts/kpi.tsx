import { useTranslation } from "react-i18next";

import type { Json } from "@/api/types";

import { cellText, type Column } from "./values";

/** One number in large type, or a few beside each other; comparisons come in words from the server. */
export function Kpi({ columns, rows }: { columns: Column[]; rows: Json[][] }) {
  const { i18n } = useTranslation("charts");
  const row = rows.at(-1) ?? [];
  return (
    <dl className="kpi">
      {columns.map((column, index) =>
        column.role === "measure" ? (
          <div key={column.key}>
            <dd>{cellText(row[index], column, i18n.language)}</dd>
            {columns.filter((entry) => entry.role === "measure").length > 1 && <dt>{column.label}</dt>}
          </div>
        ) : null,
      )}
    </dl>
  );
}
