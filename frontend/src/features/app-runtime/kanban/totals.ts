import { queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import type { CompiledField, CompiledForm, Json, ReportData } from "@/api/types";

export interface StageTotal {
  count: number;
  /** Sum of the value field; null where the form has none. */
  value: number | null;
  currency: string | null;
}

/** The field that says what a record is worth: the first money field, else none. */
export function valueField(form: CompiledForm): CompiledField | null {
  return form.fields.find((field) => field.type === "currency" && field.right !== "mask") ?? null;
}

const numberOf = (cell: Json | undefined): number | null => {
  if (cell && typeof cell === "object" && !Array.isArray(cell)) return Number(cell.amount);
  return cell == null ? null : Number(cell);
};

/** Count and value of every stage, from the report engine, under the caller's rights. */
export const stageTotalsQuery = (app: string, form: string, value: string | null, filter: string | undefined) =>
  queryOptions({
    queryKey: ["stage-totals", app, form, value, filter],
    retry: false,
    staleTime: 5_000,
    queryFn: async ({ signal }) => {
      const report = {
        kind: "report",
        key: "stage_totals",
        source: form,
        dimensions: [{ field: "stage", key: "stage" }],
        measures: [{ key: "records", aggregate: "count" }, ...(value ? [{ key: "value", field: value, aggregate: "sum" }] : [])],
        ...(filter ? { filter } : {}),
      };
      const data = await api.post<ReportData>(`/apps/${app}/reports/query`, { report, filters: [] }, { signal });
      const at = (key: string) => data.columns.findIndex((column) => column.key === key);
      const [stage, records, sum] = [at("stage"), at("records"), at("value")];
      const currency = sum >= 0 ? (data.columns[sum].currency ?? null) : null;
      return new Map<string, StageTotal>(
        data.rows.map((row) => [String(row[stage]), { count: Number(row[records]), value: sum >= 0 ? numberOf(row[sum]) : null, currency }]),
      );
    },
  });
