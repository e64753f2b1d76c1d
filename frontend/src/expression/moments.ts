/** Days, instants and wall times of the proleptic Gregorian calendar, years 1 to 9999. */

/** A day without a zone. */
export class Day {
  constructor(
    readonly year: number,
    readonly month: number,
    readonly day: number,
  ) {}

  static parse(text: string): Day | null {
    const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    return match ? dayOf(Number(match[1]), Number(match[2]), Number(match[3])) : null;
  }

  /** Days since 1970-01-01. */
  get number(): number {
    const date = new Date(0);
    date.setUTCFullYear(this.year, this.month - 1, this.day);
    return Math.round(date.getTime() / 86_400_000);
  }

  /** Monday 1 to Sunday 7. */
  get weekday(): number {
    return ((((this.number + 3) % 7) + 7) % 7) + 1;
  }

  toString(): string {
    return `${pad(this.year, 4)}-${pad(this.month, 2)}-${pad(this.day, 2)}`;
  }
}

/** An instant in microseconds since 1970-01-01 UTC. */
export class Instant {
  constructor(readonly microseconds: bigint) {}

  /** Reads RFC 3339; a text without offset is a wall time in the zone. */
  static parse(text: string, zone: string): Instant | null {
    const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
    const day = match && Day.parse(match[1] ?? "");
    if (!match || !day) return null;
    const [hour, minute, second] = [Number(match[2] ?? 0), Number(match[3] ?? 0), Number(match[4] ?? 0)];
    if (hour > 23 || minute > 59 || second > 59) return null;
    const fraction = BigInt((match[5] ?? "").padEnd(6, "0") || 0);
    const seconds = day.number * 86_400 + hour * 3_600 + minute * 60 + second;
    const offset = match[6] ? offsetSeconds(match[6]) : zoneOffset(seconds, zone);
    return new Instant(BigInt(seconds - offset) * 1_000_000n + fraction);
  }

  private get milliseconds(): number {
    const value = this.microseconds;
    return Number((value - (((value % 1000n) + 1000n) % 1000n)) / 1000n);
  }

  /** The wall clock of a zone at this instant. */
  wall(zone: string): { day: Day; hour: number; minute: number; second: number } {
    const parts: Record<string, number> = {};
    for (const part of clockOf(zone).formatToParts(new Date(this.milliseconds))) {
      if (part.type !== "literal") parts[part.type] = Number(part.value);
    }
    return {
      day: new Day(parts.year ?? 1, parts.month ?? 1, parts.day ?? 1),
      hour: (parts.hour ?? 0) % 24,
      minute: parts.minute ?? 0,
      second: parts.second ?? 0,
    };
  }

  toString(): string {
    const rest = ((this.microseconds % 1_000_000n) + 1_000_000n) % 1_000_000n;
    const base = new Date(Number((this.microseconds - rest) / 1000n)).toISOString().slice(0, 19);
    return rest === 0n ? `${base}Z` : `${base}.${rest.toString().padStart(6, "0")}Z`;
  }
}

/** A time of the day without a zone. */
export class WallTime {
  constructor(readonly seconds: number) {}

  static parse(text: string): WallTime | null {
    const match = /^(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
    if (!match) return null;
    const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
    return hour > 23 || minute > 59 || second > 59 ? null : new WallTime(hour * 3_600 + minute * 60 + second);
  }

  toString(): string {
    const [hour, minute] = [Math.floor(this.seconds / 3_600), Math.floor(this.seconds / 60) % 60];
    return `${pad(hour, 2)}:${pad(minute, 2)}:${pad(this.seconds % 60, 2)}`;
  }
}

const pad = (value: number, width: number): string => String(value).padStart(width, "0");

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-US", {
      timeZone: zone, year: "numeric", month: "numeric", day: "numeric",
      hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23",
    });
    clocks.set(zone, clock);
  }
  return clock;
}

function offsetSeconds(text: string): number {
  if (text === "Z") return 0;
  const digits = text.slice(1).replace(":", "");
  const seconds = Number(digits.slice(0, 2)) * 3_600 + Number(digits.slice(2)) * 60;
  return text.startsWith("-") ? -seconds : seconds;
}

/** The offset of a zone at a wall time given as if it were UTC seconds. */
function zoneOffset(seconds: number, zone: string): number {
  const at = (guess: number): number => {
    const wall = new Instant(BigInt(guess) * 1_000_000n).wall(zone);
    return wall.day.number * 86_400 + wall.hour * 3_600 + wall.minute * 60 + wall.second - guess;
  };
  return at(seconds - at(seconds));
}

export function dayOf(year: number, month: number, day: number): Day | null {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return null;
  return day <= daysInMonth(year, month) ? new Day(year, month, day) : null;
}

export function dayFromNumber(number: number): Day | null {
  const date = new Date(number * 86_400_000);
  if (Number.isNaN(date.getTime())) return null;
  return dayOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function addDays(day: Day, count: number): Day | null {
  return Math.abs(count) > 4_000_000 ? null : dayFromNumber(day.number + count);
}

export function addMonths(day: Day, count: number): Day | null {
  const months = day.year * 12 + day.month - 1 + count;
  if (months < 12 || months >= 120_000) return null;
  const [year, month] = [Math.floor(months / 12), (months % 12) + 1];
  return new Day(year, month, Math.min(day.day, daysInMonth(year, month)));
}

export function monthsBetween(first: Day, second: Day): number {
  if (second.number < first.number) return -monthsBetween(second, first);
  const months = (second.year - first.year) * 12 + second.month - first.month;
  return second.day < first.day ? months - 1 : months;
}
