import type { CompiledField, Json } from "@/api/types";

import { formatMoney, formatNumber, formatPercent, settingNumber, settingText } from "./format";
import type { CellProps } from "../contract";
import { Line } from "./plain-cell";

/** The type that a derived field's value has, as far as its settings say; else judged by the value. */
export function derivedType(field: CompiledField): string {
  const result = field.settings?.result ?? field.settings?.result_type ?? field.settings?.value_type;
  if (typeof result === "string") return result;
  if (result && typeof result === "object" && !Array.isArray(result) && typeof result.kind === "string") return result.kind;
  return "";
}

function textOf(value: Json, field: CompiledField, language: string): { text: string; numeric: boolean } {
  if (typeof value === "number") return { text: formatNumber(value, language), numeric: true };
  if (typeof value === "boolean") return { text: value ? "✓" : "–", numeric: false };
  if (Array.isArray(value)) return { text: value.map((part) => textOf(part, field, language).text).join(", "), numeric: false };
  if (typeof value === "object" && value !== null) {
    if (value.amount != null) {
      const currency = typeof value.currency === "string" ? value.currency : settingText(field, "currency", "CNY");
      return { text: formatMoney(String(value.amount), currency, language), numeric: true };
    }
    if (typeof value.title === "string") return { text: value.title, numeric: false };
    if (typeof value.label === "string") return { text: value.label, numeric: false };
    return { text: JSON.stringify(value), numeric: false };
  }
  const text = String(value ?? "");
  const type = derivedType(field);
  const numeric = /^-?\d+(\.\d+)?$/.test(text) && type !== "text";
  if (type === "percent") return { text: formatPercent(text, language), numeric: true };
  return { text: numeric ? formatNumber(text, language, settingNumber(field, "scale")) : text, numeric };
}

/** A value that the system derives: shown by what it is. */
export function DerivedCell({ field, value, language, dense }: CellProps) {
  if (value == null || value === "") return null;
  const option = typeof value === "string" ? field.options?.find((entry) => entry.key === value) : undefined;
  const { text, numeric } = option ? { text: option.label, numeric: false } : textOf(value, field, language);
  return (
    <Line title={text} numeric={dense && numeric}>
      {text}
    </Line>
  );
}
