/** A report, or the query of a board tile, under edit; members follow the report engine's schema. */
import { uniqueKey } from "../../core/ids";
import type { LocalizedText } from "../../core/localized";

export type Grain = "year" | "quarter" | "month" | "week" | "day" | "hour" | "month_of_year" | "day_of_week" | "hour_of_day";

export interface Dimension {
  key?: string;
  field?: string;
  expression?: unknown;
  grain?: Grain;
  label?: LocalizedText;
  top?: { limit: number; by: string; other?: boolean };
}

export interface Measure {
  key?: string;
  field?: string;
  aggregate?: string;
  expression?: unknown;
  metric?: string;
  label?: LocalizedText;
}

export interface Chart {
  mark: string;
  x?: string;
  y?: string;
  color?: string;
  size?: string;
  stack?: boolean;
}

export interface ReportDocument {
  kind?: string;
  key?: string;
  label?: LocalizedText;
  source: string;
  dimensions?: Dimension[];
  measures?: Measure[];
  filter?: unknown;
  sort?: { key: string; descending?: boolean }[];
  limit?: number;
  chart?: Chart;
  funnel?: { stages?: string[]; mode?: string };
  pivot?: { rows: string[]; columns: string[] };
  [member: string]: unknown;
}

export const GRAINS: readonly Grain[] = ["year", "quarter", "month", "week", "day", "hour", "month_of_year", "day_of_week", "hour_of_day"];
export const AGGREGATES = ["count", "count_distinct", "sum", "avg", "min", "max", "median"] as const;
export const MARKS = ["bar", "line", "area", "point", "bubble", "arc", "heatmap"] as const;

/** The column key of a dimension or measure, as the engine derives it. */
export function columnKey(item: Dimension | Measure): string {
  if (item.key) return item.key;
  const path = (item.field ?? "").replaceAll(".", "_");
  const aggregate = "aggregate" in item ? item.aggregate : undefined;
  if (!aggregate) return path;
  return path ? `${aggregate}_${path}` : aggregate;
}

export function columnKeys(report: ReportDocument): string[] {
  return [...(report.dimensions ?? []), ...(report.measures ?? [])].map(columnKey);
}

export function isDateType(type: string): boolean {
  return type === "date" || type === "datetime";
}

export function isNumberType(type: string): boolean {
  return ["integer", "decimal", "currency", "percent", "rating", "number", "rollup", "formula", "computed"].includes(type);
}

/** Add a field to group by; dates come by month. */
export function addDimension(report: ReportDocument, field: { path: string; type: string }): void {
  report.dimensions ??= [];
  const key = uniqueKey(field.path.replaceAll(".", "_"), columnKeys(report));
  const dimension: Dimension = { key, field: field.path };
  if (isDateType(field.type)) dimension.grain = "month";
  const isFirst = report.dimensions.length === 0;
  report.dimensions.push(dimension);
  if (isFirst && !report.chart && !report.funnel && !report.pivot) report.chart = { mark: isDateType(field.type) ? "line" : "bar" };
  fitChart(report);
}

/** Add a number: the sum of a numeric field, else how many different values there are. */
export function addMeasure(report: ReportDocument, field: { path: string; type: string } | null): void {
  report.measures ??= [];
  const aggregate = field === null ? "count" : isNumberType(field.type) ? (["percent", "rating"].includes(field.type) ? "avg" : "sum") : "count_distinct";
  const wanted = field === null ? "count" : `${aggregate}_${field.path.replaceAll(".", "_")}`;
  const key = uniqueKey(wanted, columnKeys(report));
  report.measures.push(field === null ? { key, aggregate } : { key, field: field.path, aggregate });
  fitChart(report);
}

/** Add a number by expression. */
export function addExpression(report: ReportDocument): void {
  report.measures ??= [];
  report.measures.push({ key: uniqueKey("value", columnKeys(report)), expression: "count()" });
  fitChart(report);
}

/** Take a column out, wherever it is named. */
export function removeColumn(report: ReportDocument, key: string): void {
  report.dimensions = (report.dimensions ?? []).filter((item) => columnKey(item) !== key);
  report.measures = (report.measures ?? []).filter((item) => columnKey(item) !== key);
  report.sort = report.sort?.filter((item) => item.key !== key);
  for (const dimension of report.dimensions) if (dimension.top?.by === key) delete dimension.top;
  fitChart(report);
}

/** Move a column by one place on its shelf. */
export function moveColumn(report: ReportDocument, key: string, by: -1 | 1): void {
  for (const shelf of [report.dimensions, report.measures]) {
    const from = shelf?.findIndex((item) => columnKey(item) === key) ?? -1;
    const to = from + by;
    if (!shelf || from < 0 || to < 0 || to >= shelf.length) continue;
    const [item] = shelf.splice(from, 1);
    (shelf as (Dimension | Measure)[]).splice(to, 0, item);
    return;
  }
}

/** Change the key of a column, wherever it is named. */
export function renameColumn(report: ReportDocument, from: string, to: string): void {
  const item = [...(report.dimensions ?? []), ...(report.measures ?? [])].find((candidate) => columnKey(candidate) === from);
  if (item === undefined || columnKeys(report).includes(to)) return;
  item.key = to;
  for (const entry of report.sort ?? []) if (entry.key === from) entry.key = to;
  for (const dimension of report.dimensions ?? []) if (dimension.top?.by === from) dimension.top.by = to;
  for (const channel of ["x", "y", "color", "size"] as const) if (report.chart?.[channel] === from) report.chart[channel] = to;
}

/** Give the channels of the chart columns that exist; keep the choices that still fit. */
export function fitChart(report: ReportDocument): void {
  const { chart } = report;
  if (!chart) return;
  const dimensions = (report.dimensions ?? []).map(columnKey);
  const measures = (report.measures ?? []).map(columnKey);
  const known = new Set([...dimensions, ...measures]);
  for (const channel of ["x", "y", "color", "size"] as const) {
    const key = chart[channel];
    if (key !== undefined && !known.has(key)) delete chart[channel];
  }
  if (dimensions.length === 0) {
    delete report.chart;
    return;
  }
  const isHeat = chart.mark === "heatmap";
  const isScatter = chart.mark === "point" || chart.mark === "bubble";
  chart.x ??= isScatter && measures.length > 1 ? measures[0] : dimensions[0];
  chart.y ??= isHeat ? (dimensions[1] ?? dimensions[0]) : isScatter && measures.length > 1 ? measures[1] : (measures[0] ?? dimensions[0]);
  const second = dimensions.find((key) => key !== chart.x && key !== chart.y);
  if (isHeat || chart.mark === "arc") chart.color ??= isHeat ? measures[0] : dimensions[0];
  else if (second !== undefined) chart.color ??= second;
  if (chart.mark === "bubble" && measures[2] !== undefined) chart.size ??= measures[2];
}
