/** Which ways of showing fit a report's columns, best first. */
import { columnKey, fitChart, type ReportDocument } from "./report-document";

export type View = "table" | "pivot" | "funnel" | (typeof CHART_VIEWS)[number];
export const CHART_VIEWS = ["bar", "line", "area", "point", "bubble", "arc", "heatmap"] as const;

export interface ColumnFacts {
  isDate: boolean;
  isStage: boolean;
}

/** Return the view that a report has now. */
export function viewOf(report: ReportDocument): View {
  if (report.funnel) return "funnel";
  if (report.pivot) return "pivot";
  return (report.chart?.mark as View | undefined) ?? "table";
}

/** Return the views that fit, best first; the table always does. */
export function suggestViews(report: ReportDocument, facts: readonly ColumnFacts[]): View[] {
  const dimensions = facts.length;
  const measures = report.measures?.length ?? 0;
  if (dimensions === 0 || measures === 0) return ["table"];
  const found: View[] = [];
  if (facts[0].isStage) found.push("funnel");
  if (facts[0].isDate) found.push("line", "area", "bar");
  else found.push("bar");
  if (dimensions === 1 && !facts[0].isDate) found.push("arc");
  if (dimensions >= 2) found.push("heatmap");
  if (measures >= 2) found.push("point");
  if (measures >= 3) found.push("bubble");
  return [...found, "table"];
}

/** Show a report in another way. */
export function setView(report: ReportDocument, view: View): void {
  delete report.chart;
  delete report.funnel;
  delete report.pivot;
  const dimensions = (report.dimensions ?? []).map(columnKey);
  if (view === "funnel") report.funnel = { mode: "ordered" };
  else if (view === "pivot") report.pivot = { rows: dimensions.slice(0, 1), columns: dimensions.slice(1) };
  else if (view !== "table") {
    report.chart = { mark: view };
    fitChart(report);
  }
}
