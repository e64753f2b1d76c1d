// @vitest-environment node
import { describe, expect, it } from "vitest";

import { operandOf, parseCondition, plainOperand, printCondition } from "../condition";
import { checkExpression } from "../expression-check";
import { pathsOf, renameInTemplate, renameInText } from "../expression-text";

describe("conditions as rows", () => {
  it.each([
    "amount > 100000",
    "stage = 'won' and amount >= 12.50",
    "name != 'it''s and or' or is_empty(note)",
    "not is_empty(account.region) and closed and not urgent",
    "close_date < today() and start = date('2026-01-31')",
    "contains(name, '金额') and 客户.区域 = 'a'",
  ])("prints what it parsed: %s", (text) => {
    const condition = parseCondition(text);
    expect(condition).not.toBeNull();
    if (condition) expect(printCondition(condition)).toBe(text);
  });

  it.each(["a = 1 and b = 2 or c = 3", "a + 1 > 2", "a = b", "(a = 1)", "and"])("leaves %s to the text editor", (text) => {
    expect(parseCondition(text)).toBeNull();
  });

  it("writes operands by field type", () => {
    expect(operandOf("integer", "5")).toBe("5");
    expect(operandOf("text", "it's")).toBe("'it''s'");
    expect(plainOperand("'it''s'")).toBe("it's");
    expect(operandOf("date", "2026-01-31")).toBe("date('2026-01-31')");
    expect(plainOperand("date('2026-01-31')")).toBe("2026-01-31");
    expect(operandOf("date", "today()")).toBe("today()");
  });
});

describe("names in expression texts", () => {
  it("finds paths but no functions, words or quoted texts", () => {
    expect(pathsOf("if(account.region = 'north', amount, 金额) and true")).toEqual(["account.region", "amount", "金额"]);
  });

  it("renames the first part of a path only", () => {
    expect(renameInText("name = 'name' and account.name = name", "name", "title")).toBe("title = 'name' and account.name = title");
    expect(renameInTemplate("{name} name {account.name}", "name", "title")).toBe("{title} name {account.name}");
  });

  it("marks unknown names and open brackets", () => {
    expect(checkExpression("amount > (1", ["amount"])).toEqual({ kind: "syntax", position: 9 });
    expect(checkExpression("amuont > 1", ["amount"])).toEqual({ kind: "unknown", name: "amuont" });
    expect(checkExpression("account.region = 'x'", ["account"])).toBeNull();
  });
});
