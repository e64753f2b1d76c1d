import { describe, expect, it } from "vitest";

import type { CompiledForm, Json, Values } from "@/api/types";

import { faultsByField } from "../faults";
import { ruleState } from "../rule-state";
import { sectionsOf } from "../sections";

const field = (key: string, more: object = {}) =>
  ({ id: key, key, type: "text", label: key, required: false, read_only: false, right: "write", settings: {}, ...more }) as CompiledForm["fields"][number];

const form = {
  fields: [field("size"), field("reason"), field("note", { right: "read" }), field("total")],
  layout: [{ id: "one", type: "section", label: "One", columns: 2, items: [{ field: "reason" }, { field: "gone" }] }],
  rules: [
    { id: "big", when: "big", then: { show: ["reason"], require: ["reason"], set: { total: "size" } } },
    { id: "tiny", when: "tiny", then: { hide: ["note"], read_only: ["size"] } },
  ],
} as unknown as CompiledForm;

/** A stand-in language: names of conditions over `size`. */
const evaluate = (ast: Json, values: Values): Json =>
  ast === "big" ? Number(values.size) > 10 : ast === "tiny" ? Number(values.size) < 2 : (values.size ?? null);

describe("rules of a form", () => {
  it("hides what a show rule names until the rule holds, and then may require and set", () => {
    const closed = ruleState(form, { size: 5 }, evaluate);
    expect([...closed.hidden]).toEqual(["reason"]);
    expect(closed.required.has("reason")).toBe(false);
    const open = ruleState(form, { size: 11 }, evaluate);
    expect(open.hidden.size).toBe(0);
    expect(open.required.has("reason")).toBe(true);
    expect(open.assigned).toEqual({ total: 11 });
  });
  it("locks by right and by rule, and shows what an action asks for", () => {
    const state = ruleState(form, { size: 1 }, evaluate, ["note"]);
    expect([...state.readOnly].sort()).toEqual(["note", "size"]);
    expect(state.hidden.has("note")).toBe(false);
    expect(state.required.has("note")).toBe(true);
    expect(ruleState(form, { size: 1 }, evaluate).hidden.has("note")).toBe(true);
  });
});

describe("layout", () => {
  it("keeps the drawn order, skips unknown fields and shows the rest last", () => {
    const [first, rest] = sectionsOf(form);
    expect(first.items.map((item) => item.field.key)).toEqual(["reason"]);
    expect(rest.items.map((item) => item.field.key)).toEqual(["size", "note", "total"]);
    expect(sectionsOf(form, ["size"])).toHaveLength(1);
  });
});

describe("faults of the server", () => {
  it("go beside their field, with the row in sub-tables; others stay general", () => {
    const known = new Set(["size", "lines"]);
    const found = faultsByField(
      [
        { pointer: "/values/size", code: "a", message: "Too big." },
        { pointer: "/values/lines/1/price", code: "b", message: "Missing." },
        { pointer: "", code: "c", message: "No." },
      ],
      known,
      (row) => `Row ${row}:`,
    );
    expect(Object.fromEntries(found.fields)).toEqual({ size: "Too big.", lines: "Row 2: Missing." });
    expect(found.general).toEqual(["No."]);
  });
});
