import type { CompiledField } from "@/api/types";

/** One line of the filter builder. `fn` operators print as a call, others between field and value. */
export interface Condition {
  field: string;
  operator: string;
  value: string;
}

export type ValueKind = "none" | "text" | "number" | "date" | "option" | "options" | "days";
export interface Operator {
  key: string;
  value: ValueKind;
}

const COMPARE: Operator[] = ["=", "!=", ">", ">=", "<", "<="].map((key) => ({ key, value: "number" }));
const EMPTY: Operator[] = [
  { key: "is_empty", value: "none" },
  { key: "is_not_empty", value: "none" },
];
const TEXT: Operator[] = [
  { key: "contains", value: "text" },
  { key: "=", value: "text" },
  { key: "!=", value: "text" },
  { key: "starts_with", value: "text" },
  ...EMPTY,
];
const DATES: Operator[] = [
  { key: ">=", value: "date" },
  { key: "<=", value: "date" },
  { key: "in_last_days", value: "days" },
  { key: "in_next_days", value: "days" },
  ...EMPTY,
];
const OPTION: Operator[] = [{ key: "in", value: "options" }, { key: "not_in", value: "options" }, ...EMPTY];

/** The operators that a type offers; the first is the default. */
export function operatorsOf(type: string): Operator[] {
  switch (type) {
    case "integer":
    case "decimal":
    case "number":
    case "currency":
    case "percent":
    case "rating":
    case "rollup":
      return [COMPARE[3], COMPARE[0], COMPARE[1], COMPARE[2], COMPARE[4], COMPARE[5], ...EMPTY];
    case "date":
    case "datetime":
      return DATES;
    case "checkbox":
      return [
        { key: "is_true", value: "none" },
        { key: "is_false", value: "none" },
      ];
    case "select":
    case "radio":
    case "stage":
      return OPTION;
    case "user":
      return [{ key: "is_me", value: "none" }, ...EMPTY];
    case "link":
    case "attachment":
    case "subtable":
    case "multi_select":
    case "tags":
    case "address":
      return EMPTY;
    default:
      return TEXT;
  }
}

const quote = (text: string) => `'${text.replace(/\\/g, "\\\\").replace(/'/g, "''")}'`;
const listOf = (value: string) => value.split(",").filter(Boolean);

/** The condition in the expression language. */
export function conditionText(condition: Condition, field: CompiledField | undefined): string {
  const { operator, value } = condition;
  const key = condition.field;
  const kind = operatorsOf(field?.type ?? "text").find((entry) => entry.key === operator)?.value ?? "text";
  switch (operator) {
    case "is_empty":
      return `is_empty(${key})`;
    case "is_not_empty":
      return `is_not_empty(${key})`;
    case "is_true":
      return `${key} = true`;
    case "is_false":
      return `${key} = false`;
    case "is_me":
      return `is_me(${key})`;
    case "in":
      return `${key} in (${listOf(value).map(quote).join(", ")})`;
    case "not_in":
      return `${key} not in (${listOf(value).map(quote).join(", ")})`;
    case "contains":
    case "starts_with":
      return `${operator}(${key}, ${quote(value)})`;
    case "in_last_days":
    case "in_next_days":
      return `${operator}(${key}, ${Number(value) || 0})`;
    default:
      return `${key} ${operator} ${kind === "number" ? value : kind === "date" ? `date(${quote(value)})` : quote(value)}`;
  }
}

/** All conditions, joined by "and". */
export function filterText(conditions: readonly Condition[], fields: readonly CompiledField[]): string {
  return conditions
    .filter((condition) => condition.field)
    .map((condition) => conditionText(condition, fields.find((field) => field.key === condition.field)))
    .join(" and ");
}

const unquote = (text: string) => text.slice(1, -1).replace(/\\(.)|''/g, (_, escaped: string | undefined) => escaped ?? "'");
const QUOTED = "'(?:[^'\\\\]|\\\\.|'')*'";
const KEY = "[a-z_][a-z0-9_]*";
const PATTERNS: { pattern: RegExp; read: (match: RegExpExecArray) => Condition }[] = [
  { pattern: new RegExp(`^(is_empty|is_not_empty|is_me)\\((${KEY})\\)`), read: (m) => ({ field: m[2], operator: m[1], value: "" }) },
  { pattern: new RegExp(`^(${KEY}) = (true|false)`), read: (m) => ({ field: m[1], operator: `is_${m[2]}`, value: "" }) },
  { pattern: new RegExp(`^(${KEY}) not in \\(((?:${QUOTED}(?:, )?)*)\\)`), read: (m) => ({ field: m[1], operator: "not_in", value: members(m[2]) }) },
  { pattern: new RegExp(`^(${KEY}) in \\(((?:${QUOTED}(?:, )?)*)\\)`), read: (m) => ({ field: m[1], operator: "in", value: members(m[2]) }) },
  { pattern: new RegExp(`^(contains|starts_with)\\((${KEY}), (${QUOTED})\\)`), read: (m) => ({ field: m[2], operator: m[1], value: unquote(m[3]) }) },
  { pattern: new RegExp(`^(in_last_days|in_next_days)\\((${KEY}), (\\d+)\\)`), read: (m) => ({ field: m[2], operator: m[1], value: m[3] }) },
  { pattern: new RegExp(`^(${KEY}) (!=|>=|<=|=|>|<) date\\((${QUOTED})\\)`), read: (m) => ({ field: m[1], operator: m[2], value: unquote(m[3]) }) },
  { pattern: new RegExp(`^(${KEY}) (!=|>=|<=|=|>|<) (-?\\d+(?:\\.\\d+)?)`), read: (m) => ({ field: m[1], operator: m[2], value: m[3] }) },
  { pattern: new RegExp(`^(${KEY}) (!=|=) (${QUOTED})`), read: (m) => ({ field: m[1], operator: m[2], value: unquote(m[3]) }) },
];

function members(text: string): string {
  return [...text.matchAll(new RegExp(QUOTED, "g"))].map((match) => unquote(match[0])).join(",");
}

/** Reads a filter that the builder wrote; null when it holds more than the builder can show. */
export function readConditions(text: string | undefined): Condition[] | null {
  let rest = (text ?? "").trim();
  const conditions: Condition[] = [];
  while (rest !== "") {
    const hit = PATTERNS.map(({ pattern, read }) => ({ match: pattern.exec(rest), read })).find(({ match }) => match);
    if (!hit?.match) return null;
    conditions.push(hit.read(hit.match));
    rest = rest.slice(hit.match[0].length);
    if (rest === "") break;
    if (!rest.startsWith(" and ")) return null;
    rest = rest.slice(5);
  }
  return conditions;
}

const SYMBOLS: Record<string, string> = { "=": "equals", "!=": "differs", ">": "above", ">=": "atLeast", "<": "below", "<=": "atMost" };
/** Operators as word keys: symbols are no names. */
export function wordOf(operator: string): string {
  return SYMBOLS[operator] ?? operator;
}
