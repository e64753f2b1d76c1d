import type { CompiledField, Json } from "@/api/types";
import type { Exact, Value } from "@/expression";

/** The kind of value that a field type has in expressions; all others are texts. */
const KINDS: Record<string, string> = {
  integer: "integer",
  rating: "integer",
  decimal: "decimal",
  percent: "decimal",
  currency: "currency",
  number: "float",
  date: "date",
  datetime: "datetime",
  time: "time",
  checkbox: "boolean",
  multi_select: "list",
  tags: "list",
};

interface Language {
  valueOf: (kind: string, api: unknown, zone?: string) => Value;
  toApi: (value: Value) => unknown;
}

/** A field's API value as the expression language sees it. */
export function toExpression(field: CompiledField, value: Json | undefined, zone: string, language: Language): Value {
  if (value == null || value === "") return null;
  const inner = field.result?.type ?? field.type;
  if (inner === "attachment" && Array.isArray(value)) return value.map((file) => (file && typeof file === "object" && !Array.isArray(file) ? String(file.name ?? "") : String(file)));
  if (inner === "subtable" && Array.isArray(value)) return value.map((row) => (row && typeof row === "object" && !Array.isArray(row) ? String(row.id ?? "") : ""));
  if (inner === "rich_text") return String(value).replace(/<[^>]*>/g, "");
  return language.valueOf(KINDS[inner] ?? "text", value, zone);
}

/** The API value that a rule sets in a field; null when the value does not fit. */
export function fromExpression(field: CompiledField, value: Value, language: Language): Json {
  if (value === null) return null;
  const kind = KINDS[field.type];
  if (kind === "decimal" || kind === "currency") {
    const exact = value as Exact;
    if (typeof exact !== "object" || !("unscaled" in exact)) return null;
    const amount = exact.toString();
    return field.type === "currency" ? { amount, currency: String(field.settings?.currency ?? "CNY") } : amount;
  }
  return language.toApi(value) as Json;
}
