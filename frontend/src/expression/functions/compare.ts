/** Equality and order over all kinds of values; null when one side is null. */

import { compareNumbers, isNumeric } from "../exact";
import { Day, Instant, WallTime } from "../moments";
import type { Environment, Value } from "../types";
import { ExpressionError } from "../types";

/** Order by code points, as every database with binary collation has it. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const [a, b] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (a !== b) return place(a) < place(b) ? -1 : 1;
  }
  return Math.sign(left.length - right.length);
}

/** Surrogates stand for code points above all others. */
const place = (unit: number): number => (unit < 0xd800 ? unit : unit >= 0xe000 ? unit - 0x800 : unit + 0x2000);

function toward(environment: Environment, value: Value, other: Value): Value {
  if (value instanceof Instant && other instanceof Day) return value.wall(environment.zone).day;
  if (typeof value !== "string" || typeof other === "string") return value;
  if (other instanceof Instant) return Instant.parse(value, environment.zone);
  if (other instanceof Day) return Day.parse(value);
  return other instanceof WallTime ? WallTime.parse(value) : value;
}

/** -1, 0, 1, or null when one side is null; values of different kinds are never equal. */
export function compare(environment: Environment, left: Value, right: Value): number | null {
  if (left === null || right === null) return null;
  const [a, b] = [toward(environment, left, right), toward(environment, right, left)];
  if (a === null || b === null) return null;
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b);
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (a instanceof Day && b instanceof Day) return Math.sign(a.number - b.number);
  if (a instanceof Instant && b instanceof Instant) return a.microseconds < b.microseconds ? -1 : a.microseconds > b.microseconds ? 1 : 0;
  if (a instanceof WallTime && b instanceof WallTime) return Math.sign(a.seconds - b.seconds);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => compare(environment, item as Value, b[index] as Value) === 0) ? 0 : 1;
  }
  throw new ExpressionError("expression.cannot_evaluate", { reason: "values of different kinds" });
}

export function equal(environment: Environment, left: Value, right: Value): boolean | null {
  const order = compare(environment, left, right);
  return order === null ? null : order === 0;
}

export function member(environment: Environment, value: Value, items: readonly Value[]): boolean | null {
  let unknown = false;
  for (const item of items) {
    const same = equal(environment, value, item);
    if (same) return true;
    unknown ||= same === null;
  }
  return unknown ? null : false;
}

/** Whether a list holds a value; null equals null here. */
export function holds(environment: Environment, items: readonly Value[], value: Value): boolean {
  return items.some((item) => (item === null || value === null ? item === value : equal(environment, item, value) === true));
}
