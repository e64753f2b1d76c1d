/** What a builder can say about an expression text while it is typed; the server has the last word. */
import { pathsOf } from "./expression-text";

export type ExpressionFault = { kind: "syntax"; position: number } | { kind: "unknown"; name: string };

/** Return an expression as text; an AST is shown as JSON until the server has printed it. */
export function expressionText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function bracketFault(text: string): number | null {
  const open: number[] = [];
  const plain = text.replace(/'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"/g, (quoted) => "_".repeat(quoted.length));
  const quote = plain.search(/['"]/);
  if (quote >= 0) return quote;
  for (const [position, character] of [...plain].entries()) {
    if (character === "(" || character === "[") open.push(position);
    if ((character === ")" || character === "]") && open.pop() === undefined) return position;
  }
  return open.at(-1) ?? null;
}

/** Return the first fault of a text, or null; `paths` are the known fields and links. */
export function checkExpression(text: string, paths?: readonly string[]): ExpressionFault | null {
  if (text.trim() === "") return null;
  const position = bracketFault(text) ?? (/[-+*/=<>,]\s*$/.test(text) ? text.trimEnd().length - 1 : null);
  if (position !== null) return { kind: "syntax", position };
  if (paths === undefined) return null;
  const heads = new Set(paths.map((path) => path.split(".")[0]));
  const name = pathsOf(text).find((path) => !heads.has(path.split(".")[0]));
  return name === undefined ? null : { kind: "unknown", name };
}
