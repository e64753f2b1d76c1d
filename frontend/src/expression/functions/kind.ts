/** What one entry of the function table says; the names are those of the server's table. */

import type { Environment, Value } from "../types";
import { ExpressionError } from "../types";

const MAXIMUM_STEPS = 10_000;

/** One evaluation: its surroundings and the steps that are left. */
export class Run {
  steps = MAXIMUM_STEPS;

  constructor(public environment: Environment) {}

  spend(steps: number): void {
    this.steps -= steps;
    if (this.steps < 0) throw new ExpressionError("expression.budget_exceeded");
  }
}

export type Closure = (run: Run) => Value;

export interface Implementation {
  /** Plain arguments, after the environment when `context` is set. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  run?: (...values: any[]) => Value;
  /** Gets the closures themselves. */
  lazy?: (run: Run, closures: readonly Closure[]) => Value;
  context?: boolean;
  takesNull?: boolean;
  /** Arguments that are days: an instant becomes its day, a text is read. */
  days?: readonly number[];
  /** Arguments that are instants: a text is read. */
  instants?: readonly number[];
}

export type Table = Record<string, Implementation>;
