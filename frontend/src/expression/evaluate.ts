/** Evaluates the stored tree under a step budget; the twin of the server's evaluator. */

import { Exact, isSafeWhole } from "./exact";
import { FUNCTIONS } from "./functions";
import { type Closure, type Implementation, Run } from "./functions/kind";
import { Day, Instant, WallTime } from "./moments";
import { argumentsOf, isLiteral, pathOf, split } from "./tree";
import { type Ast, type Environment, ExpressionError, type Value } from "./types";

const MAXIMUM_DEPTH = 32;
const MAXIMUM_ITEMS = 10_000;

/** Returns the value of a tree; throws only ExpressionError. */
export function evaluate(tree: Ast, environment: Environment): Value {
  return compile(tree)(environment);
}

/** Returns the evaluator of a tree, to be used for many environments. */
export function compile(tree: Ast): (environment: Environment) => Value {
  const closure = closureOf(tree, 1);
  return (environment) => {
    try {
      const value = closure(new Run(environment));
      return value instanceof Exact && value.scale === 0 && !isSafeWhole(value) ? null : value;
    } catch (error) {
      if (error instanceof ExpressionError) throw error;
      throw new ExpressionError("expression.cannot_evaluate", { reason: String(error) });
    }
  };
}

function closureOf(node: Ast, depth: number): Closure {
  if (depth >= MAXIMUM_DEPTH + 1) throw new ExpressionError("expression.too_deep", { limit: MAXIMUM_DEPTH });
  const path = pathOf(node);
  if (path) {
    return (run) => {
      run.spend(1);
      return run.environment.field(path);
    };
  }
  if (isLiteral(node)) return literal(node);
  const name = Array.isArray(node) ? "list" : split(node)[0];
  const closures = argumentsOf(node).map((child, index) => closureOf(child, depth + step(name, index)));
  if (name === "list") return list(closures);
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!found) throw new ExpressionError("expression.unknown_function", { name });
  return found.lazy ? lazy(found, closures) : eager(found, closures);
}

/** The left side of a chain such as a + b + … is a fraction of a level deeper. */
const step = (name: string, index: number): number => (index === 0 && ["+", "-", "*", "/"].includes(name) ? 0.01 : 1);

function literal(node: Ast): Closure {
  if (node !== null && typeof node === "object") {
    const [name, content] = split(node);
    const text = String(content);
    if (name === "datetime") return (run) => Instant.parse(text, run.environment.zone);
    const value = name === "decimal" ? Exact.parse(text) : name === "date" ? Day.parse(text) : WallTime.parse(text);
    return () => value;
  }
  if (typeof node !== "number") return () => node as Value;
  const value = Exact.parse(String(node));
  return () => value;
}

function list(closures: readonly Closure[]): Closure {
  return (run) => {
    run.spend(closures.length);
    return closures.map((closure) => closure(run));
  };
}

function lazy(found: Implementation, closures: readonly Closure[]): Closure {
  return (run) => {
    run.spend(1);
    return found.lazy ? found.lazy(run, closures) : null;
  };
}

function eager(found: Implementation, closures: readonly Closure[]): Closure {
  const coerced = closures.map((closure, index) => {
    if (found.days?.includes(index)) return (run: Run) => asDay(closure(run), run.environment);
    if (found.instants?.includes(index)) return (run: Run) => asInstant(closure(run), run.environment);
    return closure;
  });
  return (run) => {
    run.spend(1);
    const values = coerced.map((closure) => closure(run));
    if (!found.takesNull && values.includes(null)) return null;
    for (const value of values) {
      if (!Array.isArray(value)) continue;
      if (value.length > MAXIMUM_ITEMS) throw new ExpressionError("expression.too_long", { limit: MAXIMUM_ITEMS });
      run.spend(Math.floor(value.length / 8));
    }
    const work = found.run as (...given: unknown[]) => Value;
    return found.context ? work(run.environment, ...values) : work(...values);
  };
}

function asDay(value: Value, environment: Environment): Value {
  if (value instanceof Instant) return value.wall(environment.zone).day;
  return typeof value === "string" ? Day.parse(value) : value;
}

function asInstant(value: Value, environment: Environment): Value {
  return typeof value === "string" ? Instant.parse(value, environment.zone) : value;
}
