import { useTranslation } from "react-i18next";

import type { Values } from "@/api/types";

import type { CellProps } from "../contract";
import { cellOf } from "../cells";
import { rowLinks } from "../common/titles";

/** The rows as a small table; only their number in dense places. */
export default function SubtableCell({ field, value, link, app, language, dense }: CellProps) {
  const { t } = useTranslation("fields");
  if (!Array.isArray(value) || value.length === 0) return null;
  if (dense) return <span>{t("subtable.rows", { count: value.length })}</span>;
  const columns = field.fields ?? [];
  return (
    <div style={{ overflowX: "auto" }} tabIndex={0} role="group" aria-label={field.label}>
      <table className="plain-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col">
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(value as Values[]).map((row, index) => {
            const links = rowLinks(link, row);
            return (
              <tr key={String(row.id ?? index)}>
                {columns.map((column) => {
                  const Cell = cellOf(column.type);
                  return (
                    <td key={column.key}>
                      <Cell field={column} value={row[column.key]} link={links[column.key]} app={app} language={language} dense />
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
