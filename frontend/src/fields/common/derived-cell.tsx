import type { CompiledField, FieldOption, Json } from "@/api/types";
import { type Label, pickLabel } from "@/i18n/language";

import { cellOf } from "../cells";
import type { CellProps } from "../contract";
import { formatNumber } from "./format";
import { Line } from "./plain-cell";

/** The field as which a derived value is shown: the type and settings of its result. */
export function resultField(field: CompiledField, language: string): CompiledField | null {
  const result = field.settings?.result;
  if (!result || typeof result !== "object" || Array.isArray(result) || typeof result.type !== "string") return null;
  if (cellOf(result.type) === DerivedCell) return null;
  const options = Array.isArray(result.options)
    ? (result.options as unknown as { key: string; label?: Label; color?: string }[]).map(
        (option): FieldOption => ({ key: option.key, label: pickLabel(option.label, language, option.key), color: option.color }),
      )
    : field.options;
  const target = typeof result.target === "string" ? result.target : field.target;
  return { ...field, type: result.type, settings: result, options, target };
}

function textOf(value: Json, language: string): string {
  if (typeof value === "number") return formatNumber(value, language);
  if (typeof value === "boolean") return value ? "✓" : "–";
  if (Array.isArray(value)) return value.map((part) => textOf(part, language)).join(", ");
  if (typeof value === "object" && value !== null) {
    const name = value.title ?? value.label ?? value.name ?? value.amount;
    return name == null ? JSON.stringify(value) : String(name);
  }
  return String(value ?? "");
}

/** A value that the system derives: shown as its result's type shows it. */
export function DerivedCell(props: CellProps) {
  const { field, value, language, dense } = props;
  if (value == null || value === "") return null;
  const result = resultField(field, language);
  if (result) {
    const Cell = cellOf(result.type);
    return <Cell {...props} field={result} />;
  }
  const text = textOf(value, language);
  return <Line title={text} numeric={dense && typeof value === "number"}>{text}</Line>;
}
