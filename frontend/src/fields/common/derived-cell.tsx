import type { CompiledField, Json } from "@/api/types";

import { cellOf } from "../cells";
import type { CellProps } from "../contract";
import { formatNumber } from "./format";
import { Line } from "./plain-cell";

/** The field as which a derived value is shown: the type and settings of its result. */
export function resultField(field: CompiledField): CompiledField | null {
  const { result } = field;
  if (!result || cellOf(result.type) === DerivedCell) return null;
  return { ...field, type: result.type, settings: result.settings, result: undefined };
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
  const result = resultField(field);
  if (result) {
    const Cell = cellOf(result.type);
    return <Cell {...props} field={result} />;
  }
  const text = textOf(value, language);
  return <Line title={text} numeric={dense && typeof value === "number"}>{text}</Line>;
}
