import { useTranslation } from "react-i18next";

import type { Json } from "@/api/types";

import { cellText, type Column, isNumericColumn } from "./values";

/** A report as a table: the twin of every chart. */
export function DataTable(props: { columns: Column[]; rows: Json[][]; label: string; onPick?: (column: Column, value: Json) => void }) {
  const { columns, rows, label, onPick } = props;
  const { i18n } = useTranslation("charts");
  return (
    <div tabIndex={0} role="group" aria-label={label} style={{ overflow: "auto", maxHeight: "100%" }}>
      <table className="plain-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={isNumericColumn(column) ? "numeric" : undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {columns.map((column, at) => {
                const text = cellText(row[at], column, i18n.language);
                const pickable = onPick && column.role === "dimension" && row[at] !== null;
                return (
                  <td key={column.key} className={isNumericColumn(column) ? "numeric" : undefined}>
                    {pickable ? (
                      <button type="button" className="cell-button" onClick={() => onPick(column, row[at])}>
                        {text}
                      </button>
                    ) : (
                      text
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
