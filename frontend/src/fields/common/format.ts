import type { CompiledField, Json } from "@/api/types";

/** Intl takes decimal texts without going through binary fractions; TypeScript's types do not know it yet. */
type Formattable = number;

const CACHE = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();
function cached<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  let format = CACHE.get(key) as T | undefined;
  if (!format) CACHE.set(key, (format = make()));
  return format;
}

/** A number with the language's grouping; `scale` fixes the fraction digits. */
export function formatNumber(value: string | number, language: string, scale?: number): string {
  const format = cached(`n${language}${scale ?? ""}`, () =>
    new Intl.NumberFormat(language, scale === undefined ? { maximumFractionDigits: 6 } : { minimumFractionDigits: scale, maximumFractionDigits: scale }),
  );
  return format.format(value as Formattable);
}

/** Money with its currency sign: ¥1,234.50. */
export function formatMoney(amount: string | number, currency: string, language: string, scale?: number): string {
  try {
    const format = cached(`m${language}${currency}${scale ?? ""}`, () =>
      new Intl.NumberFormat(language, {
        style: "currency",
        currency,
        currencyDisplay: "narrowSymbol",
        ...(scale === undefined ? {} : { minimumFractionDigits: scale, maximumFractionDigits: scale }),
      }),
    );
    return format.format(amount as Formattable);
  } catch {
    // Unknown codes (points, test money) still show their amount.
    return `${formatNumber(amount, language, scale)} ${currency}`;
  }
}

/** A fraction as per cent: "0.125" → 12.5 %. */
export function formatPercent(fraction: string | number, language: string, digits = 1): string {
  return cached(`p${language}${digits}`, () =>
    new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: digits }),
  ).format(fraction as Formattable);
}

/** English months as words: 03/04 means two different days on two sides of an ocean. */
const dayParts = (language: string): Intl.DateTimeFormatOptions => ({
  year: "numeric",
  month: language.startsWith("zh") ? "2-digit" : "short",
  day: "2-digit",
});

/** A calendar date; read as wall date, never shifted by a zone. */
export function formatDate(value: string, language: string): string {
  const date = new Date(`${value}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return value;
  return cached(`d${language}`, () => new Intl.DateTimeFormat(language, { ...dayParts(language), timeZone: "UTC" })).format(date);
}

/** An instant in the browser's zone, to the minute. */
export function formatInstant(value: string, language: string): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return value;
  return cached(`i${language}`, () =>
    new Intl.DateTimeFormat(language, { ...dayParts(language), hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  ).format(date);
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "3 days ago" for an instant, seen from `now` (ms since the epoch). */
export function formatRelative(value: string, language: string, now = Date.now()): string {
  const seconds = (new Date(value).getTime() - now) / 1000;
  if (Number.isNaN(seconds)) return value;
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(0, "minute");
}

/** Size of a file for people; units of 1000. */
export function formatBytes(size: number, language: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let step = 0;
  let rest = size;
  while (rest >= 1000 && step < units.length - 1) {
    rest /= 1000;
    step += 1;
  }
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[step],
    unitDisplay: "short",
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(rest);
}

/** A whole-number setting of a field, or the fallback. */
export function settingNumber(field: CompiledField, key: string, fallback: number): number;
export function settingNumber(field: CompiledField, key: string): number | undefined;
export function settingNumber(field: CompiledField, key: string, fallback?: number): number | undefined {
  const value = field.settings?.[key];
  return typeof value === "number" ? value : typeof value === "string" && value !== "" ? Number(value) : fallback;
}

/** A text setting of a field, or the fallback. */
export function settingText(field: CompiledField, key: string, fallback = ""): string {
  const value = field.settings?.[key];
  return typeof value === "string" ? value : fallback;
}

export interface Money {
  amount: string;
  currency: string;
}
/** Reads money in either API form: an object, or a bare amount in the field's own currency. */
export function moneyOf(value: Json | undefined, field: CompiledField): Money | null {
  const own = settingText(field, "currency", "CNY");
  if (value == null || value === "") return null;
  if (typeof value === "string" || typeof value === "number") return { amount: String(value), currency: own };
  if (typeof value === "object" && !Array.isArray(value) && value.amount != null) {
    return { amount: String(value.amount), currency: typeof value.currency === "string" ? value.currency : own };
  }
  return null;
}

/** True for values that count as "nothing entered". */
export function isEmptyValue(value: Json | undefined): boolean {
  if (value == null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === "object") return Object.values(value).every((part) => part == null || part === "");
  return false;
}
