/** A plain chart of a query's answer, for answers that bring no chart of their own. */
import type { ReportColumn } from "@/api/types";

import type { Chart } from "./report-document";

const MARK: Record<string, string> = { bubble: "point", heatmap: "rect" };

function typeOf(column: ReportColumn): string {
  if (column.role === "measure") return "quantitative";
  return column.type === "date" || column.type === "datetime" ? "temporal" : "nominal";
}

/** Return a Vega-Lite spec over the named dataset `rows`, or null when a channel has no column. */
export function previewSpec(chart: Chart, columns: readonly ReportColumn[]): Record<string, unknown> | null {
  const encoding: Record<string, unknown> = {};
  const add = (channel: string, key: string | undefined) => {
    const column = columns.find((candidate) => candidate.key === key);
    if (column) encoding[channel] = { field: column.key, type: typeOf(column), title: column.label };
  };
  if (chart.mark === "arc") {
    add("theta", chart.y);
    add("color", chart.color ?? chart.x);
  } else {
    add("x", chart.x);
    add("y", chart.y);
    add("color", chart.color);
    add("size", chart.size);
  }
  if (Object.keys(encoding).length < 2) return null;
  return { data: { name: "rows" }, mark: { type: MARK[chart.mark] ?? chart.mark, tooltip: true }, encoding };
}
