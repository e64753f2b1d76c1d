import { describe, expect, it } from "vitest";

import { cellText, type Column, toCsv, toData } from "../values";
import { themedSpec } from "../chart-theme";

const column = (more: Partial<Column>): Column => ({ key: "k", label: "K", type: "text", role: "dimension", ...more });

describe("report values", () => {
  it("are shown by type, grain and currency", () => {
    expect(cellText("2026-03-01", column({ type: "date", grain: "month" }), "en")).toBe("Mar 2026");
    expect(cellText("2026-04-01", column({ type: "date", grain: "quarter" }), "en")).toBe("2026 Q2");
    expect(cellText("1200.50", column({ type: "currency", currency: "CNY", role: "measure" }), "zh-CN")).toBe("¥1,200.50");
    expect(cellText("0.25", column({ type: "decimal", is_percent: true, role: "measure" }), "en")).toBe("25%");
    expect(cellText(null, column({}), "en")).toBe("–");
  });
  it("become numbers for charts and stay exact in CSV, where formulas are made harmless", () => {
    const columns = [column({ key: "a", label: "A" }), column({ key: "b", label: "B, b", type: "decimal", role: "measure" })];
    expect(toData(columns, [["=x", "1.50"]])).toEqual([{ a: "=x", b: 1.5 }]);
    expect(toCsv(columns, [["=x", "1.50"], ['q"', "-2"]])).toBe('\uFEFFA,"B, b"\r\n\'=x,1.50\r\n"q""",-2\r\n');
  });
  it("go into the named dataset at the size of the card", () => {
    const spec = themedSpec({ data: { name: "rows" }, title: "T", config: { axis: { grid: false } } }, [{ a: 1 }], "light", { width: 300, height: 200 });
    expect(spec).toMatchObject({ width: 300, height: 200, datasets: { rows: [{ a: 1 }] }, config: { axis: { grid: false } } });
    expect("title" in spec).toBe(false);
  });
});
