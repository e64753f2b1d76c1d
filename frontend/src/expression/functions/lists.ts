/** Lists, and aggregates over the rows of a group. */

import { add, divide, Exact, type Numeric, toFloat } from "../exact";
import type { Environment, Value } from "../types";
import { compare, holds } from "./compare";
import type { Closure, Run, Table } from "./kind";

type Items = readonly Value[];

export const LISTS: Table = {
  has: { context: true, run: (environment: Environment, items: Items, value: Value) => holds(environment, items, value) },
  has_any: { context: true, run: (environment: Environment, items: Items, wanted: Items) => wanted.some((item) => holds(environment, items, item)) },
  has_all: { context: true, run: (environment: Environment, items: Items, wanted: Items) => wanted.every((item) => holds(environment, items, item)) },
  has_none: { context: true, run: (environment: Environment, items: Items, wanted: Items) => !wanted.some((item) => holds(environment, items, item)) },
  size: { run: (items: Items) => Exact.whole(items.length) },
  first: { run: (items: Items) => items[0] ?? null },
  last: { run: (items: Items) => items.at(-1) ?? null },
  item: { run: (items: Items, index: Numeric) => (toFloat(index) >= 1 ? (items[toFloat(index) - 1] ?? null) : null) },
  distinct: { context: true, run: (environment: Environment, items: Items) => distinct(environment, items) },
  list_sum: { run: (items: Items) => total([Exact.whole(0), ...items.filter((item) => item !== null)] as Numeric[]) },
};

function distinct(environment: Environment, items: Items): Value[] {
  const kept: Value[] = [];
  for (const item of items) if (!holds(environment, kept, item)) kept.push(item);
  return kept;
}

function total(values: readonly Numeric[]): Numeric | null {
  let sum: Numeric | null = values[0] ?? null;
  for (const value of values.slice(1)) {
    if (sum === null) return null;
    sum = add(sum, value);
  }
  return sum;
}

/** The values of all rows that are not null and fulfil the condition. */
function valuesOf(run: Run, closure: Closure, condition?: Closure): Value[] {
  const outer = run.environment;
  const found: Value[] = [];
  for (const row of outer.rows ?? []) {
    run.environment = row;
    run.steps += 64;
    const value = condition === undefined || condition(run) === true ? closure(run) : null;
    if (value !== null) found.push(value);
  }
  run.environment = outer;
  return found;
}

function mean(values: readonly Numeric[]): Value {
  const sum = total(values);
  return sum === null ? null : divide(sum, Exact.whole(values.length));
}

function best(run: Run, closure: Closure, sign: number): Value {
  const values = valuesOf(run, closure);
  if (values.length === 0) return null;
  return values.reduce((kept, item) => (sign * (compare(run.environment, item, kept) ?? 0) > 0 ? item : kept));
}

/** Linear interpolation between the two nearest ranks. */
function quantile(values: readonly Numeric[], share: number): Value {
  if (values.length === 0 || !(share >= 0 && share <= 1)) return null;
  const ordered = values.map(toFloat).sort((a, b) => a - b);
  const place = share * (ordered.length - 1);
  const lower = Math.floor(place);
  const low = ordered[lower] as number;
  const high = ordered[Math.min(lower + 1, ordered.length - 1)] as number;
  return low + (high - low) * (place - lower);
}

type Several = readonly [Closure, Closure];

export const AGGREGATES: Table = {
  count: { lazy: (run, [first]) => Exact.whole(first ? valuesOf(run, first).length : (run.environment.rows ?? []).length) },
  count_if: { lazy: (run, closures) => Exact.whole(valuesOf(run, (closures as Several)[0]).filter((value) => value === true).length) },
  count_distinct: { lazy: (run, closures) => Exact.whole(distinct(run.environment, valuesOf(run, (closures as Several)[0])).length) },
  sum: { lazy: (run, closures) => total(valuesOf(run, (closures as Several)[0]) as Numeric[]) },
  sum_if: { lazy: (run, closures) => total(valuesOf(run, ...(closures as Several)) as Numeric[]) },
  avg: { lazy: (run, closures) => mean(valuesOf(run, (closures as Several)[0]) as Numeric[]) },
  avg_if: { lazy: (run, closures) => mean(valuesOf(run, ...(closures as Several)) as Numeric[]) },
  min: { lazy: (run, closures) => best(run, (closures as Several)[0], -1) },
  max: { lazy: (run, closures) => best(run, (closures as Several)[0], 1) },
  median: { lazy: (run, closures) => quantile(valuesOf(run, (closures as Several)[0]) as Numeric[], 0.5) },
  percentile: {
    lazy: (run, closures) => {
      const share = (closures as Several)[1](run);
      return share === null ? null : quantile(valuesOf(run, (closures as Several)[0]) as Numeric[], toFloat(share as Numeric));
    },
  },
};
