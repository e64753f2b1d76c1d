/**
 * Conditions that a list of rows can show: comparisons of one field joined by "and" or by "or".
 * Everything else stays an expression text.
 */

export type Join = "and" | "or";
export type Operator = "=" | "!=" | ">" | ">=" | "<" | "<=" | "contains" | "starts_with" | "is_empty" | "is_not_empty" | "is_true" | "is_false";

export interface ConditionRow {
  field: string;
  operator: Operator;
  /** The operand as written in the text: `100`, `'won'`, `date('2026-01-31')`, `today()`. */
  operand: string;
}

export interface Condition {
  join: Join;
  rows: ConditionRow[];
}

const NAME = "[\\p{L}_][\\p{L}\\p{N}_]*(?:\\.[\\p{L}_][\\p{L}\\p{N}_]*)*";
const OPERAND = "-?\\d+(?:\\.\\d+)?|'(?:[^']|'')*'|true|false|null|[a-z_]+\\((?:'[^']*')?\\)";
const COMPARISON = new RegExp(`^(${NAME})\\s*(=|!=|>=|<=|>|<)\\s*(${OPERAND})$`, "u");
const CALL = new RegExp(`^(contains|starts_with)\\(\\s*(${NAME})\\s*,\\s*('(?:[^']|'')*')\\s*\\)$`, "u");
const EMPTY = new RegExp(`^(not\\s+)?is_empty\\(\\s*(${NAME})\\s*\\)$`, "u");
const BARE = new RegExp(`^(not\\s+)?(${NAME})$`, "u");
const WORDS = new Set(["and", "or", "not", "in", "is", "null", "true", "false"]);

function rowOf(text: string): ConditionRow | null {
  const comparison = COMPARISON.exec(text);
  if (comparison) return { field: comparison[1], operator: comparison[2] as Operator, operand: comparison[3] };
  const call = CALL.exec(text);
  if (call) return { field: call[2], operator: call[1] as Operator, operand: call[3] };
  const empty = EMPTY.exec(text);
  if (empty) return { field: empty[2], operator: empty[1] ? "is_not_empty" : "is_empty", operand: "" };
  const bare = BARE.exec(text);
  if (bare && !WORDS.has(bare[2].toLowerCase())) return { field: bare[2], operator: bare[1] ? "is_false" : "is_true", operand: "" };
  return null;
}

function splitBy(text: string, join: Join): string[] | null {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const match of text.matchAll(/'(?:[^']|'')*'|"[^"]*"|[()]|\b(?:and|or)\b/giu)) {
    const token = match[0].toLowerCase();
    if (token === "(") depth += 1;
    else if (token === ")") depth -= 1;
    else if (depth === 0 && (token === "and" || token === "or")) {
      if (token !== join) return null;
      parts.push(text.slice(start, match.index).trim());
      start = match.index + token.length;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

/** Read a text as rows; null when it is more than rows can show. */
export function parseCondition(text: string): Condition | null {
  if (text.trim() === "") return { join: "and", rows: [] };
  for (const join of ["and", "or"] as const) {
    const rows = splitBy(text.trim(), join)?.map(rowOf);
    if (rows?.every((row) => row !== null)) return { join, rows: rows as ConditionRow[] };
  }
  return null;
}

function printRow({ field, operator, operand }: ConditionRow): string {
  switch (operator) {
    case "contains":
    case "starts_with":
      return `${operator}(${field}, ${operand || "''"})`;
    case "is_empty":
      return `is_empty(${field})`;
    case "is_not_empty":
      return `not is_empty(${field})`;
    case "is_true":
      return field;
    case "is_false":
      return `not ${field}`;
    default:
      return `${field} ${operator} ${operand || "null"}`;
  }
}

/** Write rows as an expression text. */
export function printCondition({ join, rows }: Condition): string {
  return rows.map(printRow).join(` ${join} `);
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Return the plain value of an operand for an input: `'won'` → `won`, `date('…')` → `…`. */
export function plainOperand(operand: string): string {
  const call = /^[a-z_]+\('([^']*)'\)$/.exec(operand);
  if (call) return call[1];
  const quoted = /^'((?:[^']|'')*)'$/.exec(operand);
  return quoted ? quoted[1].replaceAll("''", "'") : operand === "null" ? "" : operand;
}

const NUMBERS = new Set(["integer", "decimal", "currency", "percent", "rating", "rollup", "computed"]);
const ORDERED: readonly Operator[] = ["=", "!=", ">", ">=", "<", "<=", "is_empty", "is_not_empty"];

/** Return the operators that fit a field type. */
export function operatorsOf(type: string): readonly Operator[] {
  if (type === "checkbox") return ["is_true", "is_false"];
  if (["select", "radio", "stage", "link", "user"].includes(type)) return ["=", "!=", "is_empty", "is_not_empty"];
  if (type === "multi_select") return ["contains", "is_empty", "is_not_empty"];
  if (NUMBERS.has(type) || ["date", "datetime", "time", "formula", "lookup"].includes(type)) return ORDERED;
  if (["attachment", "subtable", "address"].includes(type)) return ["is_empty", "is_not_empty"];
  return ["=", "!=", "contains", "starts_with", "is_empty", "is_not_empty"];
}

/** Write what an input holds as an operand of a field type. */
export function operandOf(type: string, value: string): string {
  if (value === "") return "null";
  if (NUMBERS.has(type)) return /^-?\d+(\.\d+)?$/.test(value) ? value : "0";
  if (type === "date" || type === "datetime" || type === "time") return /\(\)$/.test(value) ? value : `${type}(${quoteText(value)})`;
  if ((type === "formula" || type === "lookup") && /^-?\d+(\.\d+)?$/.test(value)) return value;
  return quoteText(value);
}

export function needsOperand(operator: Operator): boolean {
  return !["is_empty", "is_not_empty", "is_true", "is_false"].includes(operator);
}
