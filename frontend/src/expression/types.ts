/** The values, trees and surroundings of expressions. */

import { Exact } from "./exact";
import { Day, Instant, WallTime } from "./moments";

/** A value while an expression runs; a JavaScript number is a float, exact numbers are `Exact`. */
export type Value = null | boolean | string | number | Exact | Day | Instant | WallTime | readonly Value[];

/** The stored tree: plain JSON. */
export type Ast = null | boolean | number | string | Ast[] | { [name: string]: Ast };

/** What an evaluation may see. */
export interface Environment {
  field(path: readonly string[]): Value;
  now: Instant;
  /** IANA name of the organisation's zone. */
  zone: string;
  user: { id?: string | null; team_member_ids?: readonly string[] };
  /** The environments that aggregates run over. */
  rows?: readonly Environment[];
}

/** A text or tree that is no expression, or values that do not fit. */
export class ExpressionError extends Error {
  constructor(
    readonly code: string,
    readonly data: Record<string, unknown> = {},
  ) {
    super(code);
  }

  get position(): number | undefined {
    return typeof this.data.position === "number" ? this.data.position : undefined;
  }
}

/**
 * The value of an API value of a field: `kind` is that of the expression type.
 * Amounts may be given as `{amount, currency}`.
 */
export function valueOf(kind: string, api: unknown, zone = "UTC"): Value {
  if (api === null || api === undefined) return null;
  if (Array.isArray(api)) return api.map((item) => valueOf(kind === "list" ? "text" : kind, item, zone));
  if (typeof api === "object") {
    const amount = (api as { amount?: unknown }).amount;
    return amount === undefined ? null : valueOf(kind, amount, zone);
  }
  switch (kind) {
    case "integer":
    case "decimal":
    case "currency":
      return Exact.parse(String(api));
    case "float":
      return Number(api);
    case "date":
      return Day.parse(String(api));
    case "datetime":
      return Instant.parse(String(api), zone);
    case "time":
      return WallTime.parse(String(api));
    case "boolean":
      return api === true;
    default:
      return typeof api === "boolean" ? api : String(api);
  }
}

/** The API form of a value: exact numbers with a fraction are texts, safe whole ones are numbers. */
export function toApi(value: Value): unknown {
  if (value instanceof Exact) return value.scale === 0 ? Number(value.unscaled) : value.toString();
  if (value instanceof Day || value instanceof Instant || value instanceof WallTime) return value.toString();
  return Array.isArray(value) ? value.map(toApi) : value;
}
