/** Numbers: exact ones stay exact; sqrt, ln, exp and log10 give floats. */

import * as exact from "../exact";
import { Exact, type Numeric } from "../exact";
import type { Environment, Value } from "../types";
import { compare } from "./compare";
import type { Table } from "./kind";

const real = (work: (value: number) => number) => ({
  run: (value: Numeric): Value => {
    const result = work(exact.toFloat(value));
    return Number.isFinite(result) ? result : null;
  },
});

const exactly = (value: Numeric): Exact | null => (value instanceof Exact ? value : exact.fromFloat(value));

function round(value: Numeric, digits?: Numeric): Value {
  const scale = digits === undefined ? 0 : exact.toFloat(digits);
  if (!Number.isInteger(scale) || scale < 0 || scale > exact.MAXIMUM_SCALE) return null;
  const known = exactly(value);
  return known === null ? null : exact.finish(exact.roundExact(known, scale));
}

const toWhole = (correct: (rest: bigint) => bigint) => ({
  run: (value: Numeric): Value => {
    const known = exactly(value);
    if (known === null) return null;
    const unit = 10n ** BigInt(known.scale);
    return new Exact(known.unscaled / unit + correct(known.unscaled % unit), 0);
  },
});

const extreme = (sign: number) => ({
  context: true,
  run: (environment: Environment, ...values: Value[]): Value =>
    values.reduce((best, item) => (sign * (compare(environment, item, best) ?? 0) > 0 ? item : best)),
});

const sign = (value: Numeric): number => exact.compareNumbers(value, Exact.whole(0));

export const NUMERIC: Table = {
  abs: { run: (value: Numeric) => (sign(value) < 0 ? exact.negate(value) : value) },
  round: { run: round },
  floor: toWhole((rest) => (rest < 0n ? -1n : 0n)),
  ceil: toWhole((rest) => (rest > 0n ? 1n : 0n)),
  trunc: toWhole(() => 0n),
  mod: { run: (left: Numeric, right: Numeric) => exact.modulo(left, right) },
  min_of: extreme(-1),
  max_of: extreme(1),
  clamp: {
    run: (value: Numeric, low: Numeric, high: Numeric) => {
      const raised = exact.compareNumbers(value, low) < 0 ? low : value;
      return exact.compareNumbers(raised, high) > 0 ? high : raised;
    },
  },
  sign: { run: (value: Numeric) => Exact.whole(sign(value)) },
  sqrt: real(Math.sqrt),
  ln: real(Math.log),
  log10: real(Math.log10),
  exp: real(Math.exp),
  float: { run: (value: Numeric) => exact.toFloat(value) },
  percent_of: { run: (left: Numeric, right: Numeric) => exact.divide(left, right) },
  is_even: { run: (value: Numeric) => value instanceof Exact && value.unscaled % 2n === 0n },
};
