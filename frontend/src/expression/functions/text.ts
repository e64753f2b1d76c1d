/** Text. Positions count code points from 1; more than 64 kB is null. */

import { Exact, fromFloat, isSafeWhole, roundExact, finish, MAXIMUM_SCALE, type Numeric } from "../exact";
import type { Value } from "../types";
import type { Table } from "./kind";

const MAXIMUM = 65_536;
const count = (value: Numeric): number => (value instanceof Exact ? value.toNumber() : value);
const limited = (text: string): string | null => (text.length <= MAXIMUM ? text : null);
const points = (text: string): string[] => Array.from(text);
const size = (text: string): number => points(text).length;
const whole = (value: number): Exact => Exact.whole(value);

function replace(text: string, old: string, fresh: string): string | null {
  if (!old) return text;
  const times = text.split(old).length - 1;
  return text.length + times * (fresh.length - old.length) > MAXIMUM ? null : text.replaceAll(old, () => fresh);
}

function splitPart(text: string, separator: string, index: Numeric): string | null {
  const place = count(index);
  if (!separator || place < 1) return null;
  return text.split(separator)[place - 1] ?? "";
}

/** The value as text. */
export function asText(value: Value): string | null {
  if (value === null || Array.isArray(value)) return null;
  if (typeof value === "number") return fromFloat(value)?.toString() ?? String(value);
  return String(value as Exclude<Value, null | readonly Value[]>);
}

function toNumber(text: string): Exact | null {
  const cleaned = text.replace(/^ +| +$/g, "").replaceAll(",", "");
  if (cleaned.length > 30 || !/^-?(\d+\.?\d*|\.\d+)$/.test(cleaned)) return null;
  const [head = "", fraction = ""] = cleaned.split(".");
  const sign = head.startsWith("-") ? "-" : "";
  const value = Exact.parse(`${sign}${head.replace("-", "") || "0"}${fraction ? `.${fraction}` : ""}`);
  if (!value || !isSafeWhole(new Exact(value.unscaled / 10n ** BigInt(value.scale), 0))) return null;
  return finish(roundExact(value, Math.min(value.scale, MAXIMUM_SCALE)));
}

function join(separator: string, ...parts: Value[]): string | null {
  const texts = parts.flatMap((part) => (Array.isArray(part) ? part : [part])).filter((part) => typeof part === "string");
  return texts.join(separator).length <= 2 * MAXIMUM ? texts.join(separator) : null;
}

export const TEXT: Table = {
  concat: { run: (...parts: string[]) => limited(parts.join("")) },
  text_join: { takesNull: true, run: (separator: string | null, ...parts: Value[]) => (separator === null ? null : join(separator, ...parts)) },
  upper: { run: (text: string) => limited(text.toUpperCase()) },
  lower: { run: (text: string) => limited(text.toLowerCase()) },
  trim: { run: (text: string) => text.replace(/^ +| +$/g, "") },
  left: { run: (text: string, length: Numeric) => points(text).slice(0, Math.max(0, count(length))).join("") },
  right: { run: (text: string, length: Numeric) => (count(length) > 0 ? points(text).slice(-count(length)).join("") : "") },
  mid: {
    run: (text: string, start: Numeric, length: Numeric) => {
      const from = count(start);
      return from < 1 ? null : points(text).slice(from - 1, from - 1 + Math.max(0, count(length))).join("");
    },
  },
  length: { run: (text: string) => whole(size(text)) },
  contains: { run: (text: string, part: string) => text.includes(part) },
  not_contains: { run: (text: string, part: string) => !text.includes(part) },
  starts_with: { run: (text: string, part: string) => text.startsWith(part) },
  ends_with: { run: (text: string, part: string) => text.endsWith(part) },
  replace: { run: replace },
  split_part: { run: splitPart },
  find: {
    run: (text: string, part: string) => {
      const place = text.indexOf(part);
      return whole(place < 0 ? 0 : size(text.slice(0, place)) + 1);
    },
  },
  text: { run: asText },
  to_number: { run: toNumber },
  pad_left: {
    run: (text: string, width: Numeric, fill: string) => {
      if (size(fill) !== 1 || count(width) > MAXIMUM) return null;
      return fill.repeat(Math.max(0, count(width) - size(text))) + text;
    },
  },
  split: { run: (text: string, separator: string) => (separator ? text.split(separator) : null) },
};

