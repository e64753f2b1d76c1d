/**
 * Exact numbers: an unscaled big integer and a count of fraction digits. At most six digits of
 * fraction and 18 digits in all; rounding is half-even; whatever lies beyond is null.
 */

export const MAXIMUM_SCALE = 6;
const LIMIT = 10n ** 18n;
const SAFE = 2n ** 53n;

export class Exact {
  constructor(
    readonly unscaled: bigint,
    readonly scale: number,
  ) {}

  /** Reads a plain decimal text; null when it is none. */
  static parse(text: string): Exact | null {
    const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
    if (!match) return null;
    const fraction = match[3] ?? "";
    const unscaled = BigInt(`${match[2]}${fraction}`);
    return new Exact(match[1] ? -unscaled : unscaled, fraction.length);
  }

  static whole(value: number | bigint): Exact {
    return new Exact(BigInt(value), 0);
  }

  /** The unscaled number at a scale that is not smaller than the own one. */
  at(scale: number): bigint {
    return this.unscaled * 10n ** BigInt(scale - this.scale);
  }

  toNumber(): number {
    return this.scale === 0 ? Number(this.unscaled) : Number(this.toString());
  }

  isWhole(): boolean {
    return this.unscaled % 10n ** BigInt(this.scale) === 0n;
  }

  /** The shortest plain text: no exponent, no trailing zeros. */
  toString(): string {
    const negative = this.unscaled < 0n;
    const digits = (negative ? -this.unscaled : this.unscaled).toString().padStart(this.scale + 1, "0");
    const whole = digits.slice(0, digits.length - this.scale);
    const fraction = digits.slice(digits.length - this.scale).replace(/0+$/, "");
    const text = this.scale > 0 && fraction ? `${whole}.${fraction}` : whole;
    return negative && text !== "0" ? `-${text}` : text;
  }
}

/** Exact number or (a JavaScript number) float. */
export type Numeric = Exact | number;

export function isNumeric(value: unknown): value is Numeric {
  return value instanceof Exact || typeof value === "number";
}

export function isSafeWhole(value: Exact): boolean {
  return value.unscaled <= SAFE && value.unscaled >= -SAFE;
}

/** numerator / denominator rounded half-even; the denominator is not 0. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  if (denominator < 0n) return divideHalfEven(-numerator, -denominator);
  let quotient = numerator / denominator;
  let rest = numerator % denominator;
  if (rest < 0n) {
    quotient -= 1n;
    rest += denominator;
  }
  const twice = rest * 2n;
  const up = twice > denominator || (twice === denominator && quotient % 2n !== 0n);
  return up ? quotient + 1n : quotient;
}

export function roundExact(value: Exact, scale: number): Exact {
  if (value.scale <= scale) return value;
  return new Exact(divideHalfEven(value.unscaled, 10n ** BigInt(value.scale - scale)), scale);
}

/** The result of an operation under the limits of the language. */
export function finish(value: Exact): Exact | null {
  const kept = roundExact(value, MAXIMUM_SCALE);
  return kept.unscaled <= LIMIT && kept.unscaled >= -LIMIT ? kept : null;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

export const toFloat = (value: Numeric): number => (value instanceof Exact ? value.toNumber() : value);

export function add(left: Numeric, right: Numeric): Numeric | null {
  if (!(left instanceof Exact) || !(right instanceof Exact)) return finite(toFloat(left) + toFloat(right));
  const scale = Math.max(left.scale, right.scale);
  return finish(new Exact(left.at(scale) + right.at(scale), scale));
}

export function negate(value: Numeric): Numeric {
  return value instanceof Exact ? new Exact(-value.unscaled, value.scale) : -value;
}

export const subtract = (left: Numeric, right: Numeric): Numeric | null => add(left, negate(right));

export function multiply(left: Numeric, right: Numeric): Numeric | null {
  if (!(left instanceof Exact) || !(right instanceof Exact)) return finite(toFloat(left) * toFloat(right));
  return finish(new Exact(left.unscaled * right.unscaled, left.scale + right.scale));
}

export function divide(left: Numeric, right: Numeric): Numeric | null {
  if (!(left instanceof Exact) || !(right instanceof Exact)) {
    return toFloat(right) === 0 ? null : finite(toFloat(left) / toFloat(right));
  }
  if (right.unscaled === 0n) return null;
  const scale = Math.max(left.scale, right.scale);
  const top = left.at(scale) * 10n ** BigInt(MAXIMUM_SCALE);
  return finish(new Exact(divideHalfEven(top, right.at(scale)), MAXIMUM_SCALE));
}

/** The rest of left / right with the sign of right; x mod 0 is null. */
export function modulo(left: Numeric, right: Numeric): Numeric | null {
  if (!(left instanceof Exact) || !(right instanceof Exact)) {
    const [a, b] = [toFloat(left), toFloat(right)];
    return b === 0 ? null : finite(((a % b) + b) % b);
  }
  if (right.unscaled === 0n) return null;
  const scale = Math.max(left.scale, right.scale);
  const [a, b] = [left.at(scale), right.at(scale)];
  return new Exact(((a % b) + b) % b, scale);
}

export function compareNumbers(left: Numeric, right: Numeric): number {
  if (!(left instanceof Exact) || !(right instanceof Exact)) {
    const [a, b] = [toFloat(left), toFloat(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  const scale = Math.max(left.scale, right.scale);
  const [a, b] = [left.at(scale), right.at(scale)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The plain text of a float as an exact number; null beyond the limits. */
export function fromFloat(value: number): Exact | null {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e18) return null;
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (!match) return null;
  const fraction = match[3] ?? "";
  const unscaled = BigInt(`${match[1]}${match[2]}${fraction}`);
  const scale = fraction.length - Number(match[4] ?? 0);
  return scale >= 0 ? new Exact(unscaled, scale) : new Exact(unscaled * 10n ** BigInt(-scale), 0);
}
