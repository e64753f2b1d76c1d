// @vitest-environment node
import { readFileSync } from "node:fs";
import path from "node:path";

import { describe, expect, it } from "vitest";

import { type Ast, Day, type Environment, evaluate, Exact, ExpressionError, FUNCTIONS, Instant, parse, unparse, type Value, WallTime } from ".";
import { argumentsOf, isLiteral, pathOf, split } from "./tree";

interface Case {
  expression: string;
  fields: Record<string, { type: string; value: Ast }>;
  result: Ast;
  aggregate?: boolean;
}
interface Head {
  environment: { now: string; zone: string; user: { id: string; team_member_ids: string[] } };
  rows: { fields: Record<string, string>; values: Ast[][] };
}

const FILE = path.resolve(__dirname, "../../../engines/core/triloom_core/expression/conformance.jsonl");
const [head, ...cases] = readFileSync(FILE, "utf8").trim().split("\n").map((line) => JSON.parse(line)) as [Head, ...Case[]];

function stored(node: Ast): Value {
  if (typeof node === "number") return Exact.parse(String(node));
  if (node === null || typeof node !== "object" || Array.isArray(node)) return node as Value;
  const [name, content] = split(node);
  const readers: Record<string, () => Value> = {
    decimal: () => Exact.parse(String(content)),
    float: () => Number(content),
    date: () => Day.parse(String(content)),
    datetime: () => Instant.parse(String(content), "UTC"),
    time: () => WallTime.parse(String(content)),
    list: () => (content as Ast[]).map(stored),
  };
  return (readers[name] as () => Value)();
}

function surroundings(values: Record<string, Value>, rows?: Environment[]): Environment {
  const { now, zone, user } = head.environment;
  const instant = Instant.parse(now, zone) as Instant;
  return { field: (parts) => values[parts.join(".")] ?? null, now: instant, zone, user, ...(rows ? { rows } : {}) };
}

const rows = head.rows.values.map((row) =>
  surroundings(Object.fromEntries(Object.keys(head.rows.fields).map((name, index) => [name, stored(row[index] as Ast)]))),
);

/** Text form of a value: exact numbers by value, floats rounded to nine digits. */
function plain(value: Value): string {
  if (typeof value === "number") return `float ${value.toFixed(9)}`;
  if (Array.isArray(value)) return `[${value.map(plain).join(", ")}]`;
  return `${value === null ? "null" : value.constructor.name} ${String(value)}`;
}

describe("the conformance file", () => {
  it("gives the same result in the browser for every case", () => {
    const wrong = cases.flatMap((item) => {
      const values = Object.fromEntries(Object.entries(item.fields).map(([name, field]) => [name, stored(field.value)]));
      const found = evaluate(parse(item.expression), surroundings(values, rows));
      const [got, wanted] = [plain(found), plain(stored(item.result))];
      return got === wanted ? [] : [`${item.expression}: ${got}, not ${wanted}`];
    });
    expect(wrong).toEqual([]);
    expect(cases.length).toBeGreaterThanOrEqual(500);
  });

  it("survives unparse and parse", () => {
    for (const item of cases) {
      const tree = parse(item.expression);
      expect(parse(unparse(tree))).toEqual(tree);
    }
  });

  it("uses every function of the browser's table", () => {
    const used = new Set<string>();
    const visit = (node: Ast): void => {
      if (isLiteral(node) || pathOf(node)) return;
      if (!Array.isArray(node)) used.add(split(node)[0]);
      argumentsOf(node).forEach(visit);
    };
    cases.forEach((item) => visit(parse(item.expression)));
    used.delete("list");
    expect([...used].sort()).toEqual(Object.keys(FUNCTIONS).sort());
  });
});

describe("hostile input", () => {
  const refused = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      if (error instanceof ExpressionError) return error.code;
      throw error;
    }
    return "accepted";
  };
  const nothing = surroundings({});

  it("is refused with a code and a position", () => {
    expect(refused(() => parse("(".repeat(500) + "1"))).toBe("expression.too_deep");
    expect(refused(() => parse("1+".repeat(3000) + "1"))).toBe("expression.too_long");
    expect(refused(() => parse("'abc"))).toBe("expression.unclosed_quote");
    expect(refused(() => parse("1 +"))).toBe("expression.unexpected_end");
    expect(refused(() => parse("date('2026-02-30')"))).toBe("expression.not_a_moment");
  });

  it("never reaches the host language", () => {
    expect(refused(() => evaluate(parse("constructor('x')"), nothing))).toBe("expression.unknown_function");
    expect(refused(() => evaluate(parse("__proto__()"), nothing))).toBe("expression.unknown_function");
    expect(refused(() => evaluate(parse("1 + 'a'"), nothing))).not.toBe("expression.unknown_function");
  });
});
