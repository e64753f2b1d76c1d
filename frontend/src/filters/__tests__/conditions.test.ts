import { describe, expect, it } from "vitest";

import type { CompiledField } from "@/api/types";

import { type Condition, filterText, operatorsOf, readConditions } from "../conditions";

const fields = ["text", "integer", "date", "select", "checkbox", "user"].map(
  (type) => ({ key: `f_${type}`, type }) as CompiledField,
);

describe("filter builder", () => {
  it("reads back every condition that it can write", () => {
    const conditions: Condition[] = fields.flatMap((field) =>
      operatorsOf(field.type).map((operator) => ({
        field: field.key,
        operator: operator.key,
        value: { none: "", text: "it's a \\ and b", number: "-12.5", date: "2026-01-31", option: "a", options: "a,b", days: "30" }[operator.value],
      })),
    );
    const text = filterText(conditions, fields);
    expect(readConditions(text)).toEqual(conditions);
  });
  it("leaves alone what it cannot show", () => {
    expect(readConditions("a = 1 or b = 2")).toBeNull();
    expect(readConditions("")).toEqual([]);
  });
});
