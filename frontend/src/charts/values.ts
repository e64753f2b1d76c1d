import type { Json, ReportColumn } from "@/api/types";
import { formatDate, formatInstant, formatMoney, formatNumber, formatPercent } from "@/fields/common/format";

export type Column = ReportColumn;

const NUMERIC = new Set(["integer", "decimal", "currency", "float", "percent"]);
/** True when a column's cells are numbers. */
export const isNumericColumn = (column: Column): boolean => NUMERIC.has(column.type) && column.role === "measure";

/** True when there is nothing to draw: no row has a measure other than zero, so a scale would have no length. */
export function isFlat(columns: readonly Column[], rows: readonly Json[][]): boolean {
  const measures = columns.flatMap((column, index) => (column.role === "measure" ? [index] : []));
  return measures.length > 0 && rows.every((row) => measures.every((index) => isNothing(row[index])));
}

function isNothing(value: Json | undefined): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (typeof value === "object" && !Array.isArray(value)) return isNothing(value.amount);
  return typeof value !== "boolean" && Number(value) === 0;
}

/** A cell of a report for people. */
export function cellText(value: Json | undefined, column: Column, language: string, nothing = "–"): string {
  if (value === null || value === undefined || value === "") return nothing;
  if (typeof value === "object" && !Array.isArray(value)) {
    if (value.other === true) return column.other ?? nothing;
    if (value.amount != null) return formatMoney(String(value.amount), String(value.currency ?? column.currency ?? "CNY"), language);
    return String(value.title ?? value.label ?? value.name ?? JSON.stringify(value));
  }
  const option = column.options?.find((entry) => entry.key === String(value));
  if (option) return option.label;
  const kind = column.type;
  if (typeof value === "boolean") return value ? "✓" : "✕";
  if (column.is_percent || kind === "percent") return formatPercent(value as string | number, language);
  if (kind === "currency" && column.currency) return formatMoney(value as string | number, column.currency, language);
  if (NUMERIC.has(kind) && !Number.isNaN(Number(value))) return formatNumber(value as string | number, language, kind === "integer" ? 0 : undefined);
  if (kind === "date") return periodText(String(value), column.grain ?? null, language);
  if (kind === "datetime") return formatInstant(String(value), language);
  return String(value);
}

/** A period's first day in the words of its grain: 2026-03-01 by month → March 2026. */
function periodText(value: string, grain: string | null, language: string): string {
  const date = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return value;
  if (grain === "year") return String(date.getUTCFullYear());
  if (grain === "quarter") return `${date.getUTCFullYear()} Q${Math.floor(date.getUTCMonth() / 3) + 1}`;
  if (grain === "month") return new Intl.DateTimeFormat(language, { year: "numeric", month: "short", timeZone: "UTC" }).format(date);
  return formatDate(value.slice(0, 10), language);
}

/** Rows as objects by column key, with numbers as numbers, as charts want them. */
export function toData(columns: readonly Column[], rows: readonly Json[][]): Record<string, unknown>[] {
  return rows.map((row) =>
    Object.fromEntries(
      columns.map((column, index) => {
        const value = row[index];
        const number = isNumericColumn(column) && typeof value === "string" && value !== "" ? Number(value) : value;
        return [column.key, number];
      }),
    ),
  );
}

/** The table as CSV; texts that a spreadsheet would run as a formula are made harmless. */
export function toCsv(columns: readonly Column[], rows: readonly Json[][]): string {
  const quote = (value: Json | undefined) => {
    const text = value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
    const safe = typeof value === "string" && /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  const lines = [columns.map((column) => quote(column.label)), ...rows.map((row) => columns.map((_, index) => quote(row[index])))];
  return `\uFEFF${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}
