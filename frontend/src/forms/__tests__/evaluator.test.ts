import { describe, expect, it } from "vitest";

import type { CompiledForm, Me } from "@/api/types";
import * as language from "@/expression";

import { evaluatorOf } from "../evaluator";
import { ruleState } from "../rule-state";

const field = (key: string, type: string, settings: object = {}) =>
  ({ id: `id-${key}`, key, type, label: key, required: false, read_only: false, right: "write", settings }) as CompiledForm["fields"][number];

const form = {
  fields: [field("amount", "currency", { currency: "EUR" }), field("rate", "decimal", { scale: 2 }), field("kind", "select"), field("due", "date"), field("tags", "tags")],
  layout: [],
  rules: [
    { id: "1", when: "amount > 100 and kind = 'big'", then: { require: ["due"], set: { rate: "amount * 0.1" } } },
    { id: "2", when: { ">": [{ field: ["id-amount"] }, 1000] }, then: { hide: ["kind"], set: { amount: "1000" } } },
  ],
} as unknown as CompiledForm;
const me = { id: "me", organisation: { zone: "Asia/Shanghai" } } as Me;
const evaluate = evaluatorOf(form, language, me);

describe("rules in the browser", () => {
  it("read money, options and dates as the server does, by key or id", () => {
    const state = ruleState(form, { amount: { amount: "120.50", currency: "EUR" }, kind: "big" }, evaluate);
    expect(state.required.has("due")).toBe(true);
    expect(state.assigned).toEqual({ rate: "12.05" });
    const large = ruleState(form, { amount: { amount: "2000.00", currency: "EUR" } }, evaluate);
    expect(large.hidden.has("kind")).toBe(true);
    expect(large.assigned).toEqual({ amount: { amount: "1000", currency: "EUR" } });
  });
  it("treats nulls, unknown fields and broken expressions as no", () => {
    expect(ruleState(form, {}, evaluate).required.has("due")).toBe(false);
    expect(evaluate("nonsense(", {})).toBeNull();
    expect(evaluate("gone = 1", {})).toBeNull();
  });
});
