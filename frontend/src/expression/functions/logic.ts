/** Operators, choices and filters that ask about the user. */

import * as exact from "../exact";
import type { Numeric } from "../exact";
import type { Environment, Value } from "../types";
import { compare, equal, member } from "./compare";
import type { Closure, Run, Table } from "./kind";

const ordered = (test: (order: number) => boolean) => (environment: Environment, left: Value, right: Value): Value => {
  const order = compare(environment, left, right);
  return order === null ? null : test(order);
};

/** `and` stops at false, `or` at true; a null leaves the answer open. */
const joined = (decisive: boolean) => (run: Run, closures: readonly Closure[]): Value => {
  let unknown = false;
  for (const closure of closures) {
    const value = closure(run);
    if (value === decisive) return decisive;
    unknown ||= value === null;
  }
  return unknown ? null : !decisive;
};

export const isEmpty = (value: Value): boolean => value === null || value === "" || (Array.isArray(value) && value.length === 0);

const me = (environment: Environment): string | null => environment.user.id ?? null;

export const OPERATORS: Table = {
  "+": { run: (a: Numeric, b: Numeric) => exact.add(a, b) },
  "-": { run: (a: Numeric, b: Numeric) => exact.subtract(a, b) },
  "*": { run: (a: Numeric, b: Numeric) => exact.multiply(a, b) },
  "/": { run: (a: Numeric, b: Numeric) => exact.divide(a, b) },
  neg: { run: (a: Numeric) => exact.negate(a) },
  "=": { context: true, run: ordered((order) => order === 0) },
  "!=": { context: true, run: ordered((order) => order !== 0) },
  "<": { context: true, run: ordered((order) => order < 0) },
  "<=": { context: true, run: ordered((order) => order <= 0) },
  ">": { context: true, run: ordered((order) => order > 0) },
  ">=": { context: true, run: ordered((order) => order >= 0) },
  and: { lazy: joined(false) },
  or: { lazy: joined(true) },
  not: { run: (value: boolean) => !value },
  in: { context: true, run: member },
  is_null: { takesNull: true, run: (value: Value) => value === null },
};

export const LOGIC: Table = {
  if: {
    lazy: (run, [condition, then, otherwise]) => {
      if ((condition as Closure)(run) === true) return (then as Closure)(run);
      return otherwise ? otherwise(run) : null;
    },
  },
  case: {
    lazy: (run, closures) => {
      for (let index = 0; index + 1 < closures.length; index += 2) {
        if ((closures[index] as Closure)(run) === true) return (closures[index + 1] as Closure)(run);
      }
      return closures.length % 2 ? (closures.at(-1) as Closure)(run) : null;
    },
  },
  switch: {
    lazy: (run, closures) => {
      const subject = (closures[0] as Closure)(run);
      for (let index = 1; index + 1 < closures.length; index += 2) {
        if (equal(run.environment, subject, (closures[index] as Closure)(run))) return (closures[index + 1] as Closure)(run);
      }
      return closures.length % 2 ? null : (closures.at(-1) as Closure)(run);
    },
  },
  coalesce: {
    lazy: (run, closures) => {
      for (const closure of closures) {
        const value = closure(run);
        if (value !== null) return value;
      }
      return null;
    },
  },
  null_if: {
    context: true,
    takesNull: true,
    run: (environment: Environment, value: Value, other: Value) => (equal(environment, value, other) ? null : value),
  },
  is_empty: { takesNull: true, run: isEmpty },
  is_not_empty: { takesNull: true, run: (value: Value) => !isEmpty(value) },
  is_true: { takesNull: true, run: (value: Value) => value === true },
  xor: { run: (left: boolean, right: boolean) => left !== right },
};

export const SUBJECT: Table = {
  me: { context: true, run: me },
  is_me: { context: true, takesNull: true, run: (environment: Environment, value: Value) => value !== null && value === me(environment) },
  in_my_team: {
    context: true,
    takesNull: true,
    run: (environment: Environment, value: Value) =>
      typeof value === "string" && (value === me(environment) || (environment.user.team_member_ids ?? []).includes(value)),
  },
  between: {
    context: true,
    run: (environment: Environment, value: Value, low: Value, high: Value) => {
      const [bottom, top] = [compare(environment, value, low), compare(environment, value, high)];
      return bottom === null || top === null ? null : bottom >= 0 && top <= 0;
    },
  },
  one_of: {
    context: true,
    takesNull: true,
    run: (environment: Environment, value: Value, ...items: Value[]) => (value === null ? null : member(environment, value, items)),
  },
};
