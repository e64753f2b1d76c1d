import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import type { Json, Values } from "@/api/types";

import { isDerivedType, isNumericType } from "../cells";
import { rowLinks } from "../common/titles";
import type { ControlProps } from "../contract";
import { controlOf } from "../controls";

/** Rows that are saved with their record: one line per row, one input per column. */
export default function SubtableControl({ field, value, onChange, id, disabled, app, describedBy, links }: ControlProps) {
  const { t } = useTranslation("fields");
  const rows = Array.isArray(value) ? (value as Values[]) : [];
  const columns = field.fields ?? [];
  const set = (index: number, key: string, next: Json) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, [key]: next } : row)));
  return (
    <div role="group" aria-labelledby={`${id}-label`} aria-describedby={describedBy}>
      {rows.length > 0 && (
        <div style={{ overflowX: "auto" }}>
          <table className="plain-table">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column.key} scope="col" className={isNumericType(column.type) ? "numeric" : undefined}>
                    <span id={`${id}-${column.key}-label`}>{column.label}</span>
                    {column.required && <span aria-hidden> *</span>}
                  </th>
                ))}
                <th scope="col">
                  <span className="visually-hidden">{t("subtable.actions")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <tr key={String(row.id ?? `new-${index}`)}>
                  {columns.map((column) => {
                    const Control = controlOf(column.type);
                    const cellId = `${id}-${index}-${column.key}`;
                    return (
                      <td key={column.key} style={{ minWidth: 140 }}>
                        <label htmlFor={cellId} id={`${cellId}-label`} className="visually-hidden">
                          {t("subtable.cell", { column: column.label, row: index + 1 })}
                        </label>
                        <Control
                          field={column}
                          value={row[column.key]}
                          onChange={(next) => set(index, column.key, next)}
                          id={cellId}
                          disabled={disabled || column.read_only || isDerivedType(column.type) || column.right !== "write"}
                          invalid={false}
                          required={column.required}
                          app={app}
                          links={rowLinks(links?.[field.key], row)}
                        />
                      </td>
                    );
                  })}
                  <td>
                    {!disabled && (
                      <Button
                        type="text"
                        icon={<DeleteOutlined />}
                        aria-label={t("subtable.remove", { row: index + 1 })}
                        onClick={() => onChange(rows.filter((_, at) => at !== index))}
                      />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {!disabled && (
        <Button id={id} icon={<PlusOutlined />} aria-label={`${t("subtable.add")}: ${field.label}`} onClick={() => onChange([...rows, {}])} style={{ marginTop: 8 }}>
          {t("subtable.add")}
        </Button>
      )}
    </div>
  );
}
