// @vitest-environment node
import { describe, expect, it } from "vitest";

import { createDocumentStore } from "../../core/document-store";
import { addDimension, addExpression, addMeasure, moveColumn, removeColumn, renameColumn, type ReportDocument } from "../model/report-document";
import { previewSpec } from "../model/preview-spec";
import { setView, suggestViews, viewOf } from "../model/suggestions";

const amount = { path: "amount", type: "currency" };
const region = { path: "account.region", type: "select" };
const date = { path: "close_date", type: "date" };

function composed(): ReportDocument {
  const report: ReportDocument = { source: "deal" };
  addMeasure(report, amount);
  addDimension(report, date);
  addDimension(report, region);
  return report;
}

describe("report composer", () => {
  it("groups dates by month and proposes a line", () => {
    const report = composed();
    expect(report.dimensions?.[0]).toEqual({ key: "close_date", field: "close_date", grain: "month" });
    expect(report.chart).toEqual({ mark: "line", x: "close_date", y: "sum_amount", color: "account_region" });
  });

  it("sums numbers, averages shares and counts different texts", () => {
    const report: ReportDocument = { source: "deal" };
    addMeasure(report, null);
    addMeasure(report, { path: "share", type: "percent" });
    addMeasure(report, { path: "name", type: "text" });
    expect(report.measures?.map((measure) => measure.aggregate)).toEqual(["count", "avg", "count_distinct"]);
  });

  it("takes a removed column out of chart and sort", () => {
    const report = composed();
    report.sort = [{ key: "account_region" }, { key: "sum_amount", descending: true }];
    removeColumn(report, "account_region");
    expect(report.sort).toEqual([{ key: "sum_amount", descending: true }]);
    expect(report.chart?.color).toBeUndefined();
    removeColumn(report, "close_date");
    expect(report.chart).toBeUndefined();
  });

  it("renames and reorders columns", () => {
    const report = composed();
    renameColumn(report, "sum_amount", "value");
    expect(report.chart?.y).toBe("value");
    moveColumn(report, "account_region", -1);
    expect(report.dimensions?.map((dimension) => dimension.key)).toEqual(["account_region", "close_date"]);
  });

  it("keeps keys apart and is one step per gesture", () => {
    const store = createDocumentStore<ReportDocument>({ source: "deal" });
    store.change((draft) => addDimension(draft, date));
    store.change((draft) => addDimension(draft, date));
    store.change((draft) => addExpression(draft));
    expect(store.document().dimensions?.map((dimension) => dimension.key)).toEqual(["close_date", "close_date_2"]);
    expect(store.sizes().past).toBe(3);
  });

  it("suggests by what the columns are", () => {
    const report = composed();
    const facts = [{ isDate: true, isStage: false }, { isDate: false, isStage: false }];
    expect(suggestViews(report, facts).slice(0, 2)).toEqual(["line", "area"]);
    expect(suggestViews(report, [{ isDate: false, isStage: true }])[0]).toBe("funnel");
    expect(suggestViews({ source: "deal" }, [])).toEqual(["table"]);
    setView(report, "pivot");
    expect(report.pivot).toEqual({ rows: ["close_date"], columns: ["account_region"] });
    setView(report, "table");
    expect(viewOf(report)).toBe("table");
  });

  it("draws a preview over the named rows", () => {
    const columns = [
      { key: "close_date", label: "Close", type: "date", role: "dimension" as const },
      { key: "sum_amount", label: "Amount", type: "currency", role: "measure" as const },
    ];
    expect(previewSpec({ mark: "bar", x: "close_date", y: "sum_amount" }, columns)).toMatchObject({
      data: { name: "rows" },
      encoding: { x: { type: "temporal" }, y: { type: "quantitative" } },
    });
    expect(previewSpec({ mark: "bar", x: "gone", y: "sum_amount" }, columns)).toBeNull();
  });
});
