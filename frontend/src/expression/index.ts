/** The expression language in the browser: parse, unparse, evaluate. */

export { Exact } from "./exact";
export { compile, evaluate } from "./evaluate";
export { FUNCTIONS } from "./functions";
export { Day, Instant, WallTime } from "./moments";
export { parse } from "./parse";
export { fieldsOf } from "./tree";
export { type Ast, type Environment, ExpressionError, toApi, type Value, valueOf } from "./types";
export { unparse } from "./unparse";
