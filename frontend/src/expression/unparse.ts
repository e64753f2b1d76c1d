/** The stored tree → text that parses to the same tree. */

import { KEYWORDS } from "./tokens";
import { argumentsOf, isLiteral, pathOf, split } from "./tree";
import type { Ast } from "./types";

const BINDING: Record<string, number> = {
  or: 1, and: 2, not: 3, "=": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, in: 4, is_null: 4,
  "+": 5, "-": 5, "*": 6, "/": 6, neg: 7,
};

export function unparse(node: Ast): string {
  return textOf(node, 0);
}

function textOf(node: Ast, outer: number): string {
  const path = pathOf(node);
  if (path) return path.map(nameOf).join(".");
  if (isLiteral(node)) return literalOf(node);
  const items = argumentsOf(node);
  const name = Array.isArray(node) ? "list" : split(node)[0];
  if (name === "list") return `[${items.map((item) => textOf(item, 0)).join(", ")}]`;
  const written = operatorText(name, items);
  if (!written) return `${name}(${items.map((item) => textOf(item, 0)).join(", ")})`;
  return written[1] < outer ? `(${written[0]})` : written[0];
}

function operatorText(name: string, items: readonly Ast[]): [string, number] | null {
  const [first, second] = items as [Ast, Ast];
  if (name === "not" && items.length === 1) return negation(first);
  if ((name === "and" || name === "or") && items.length >= 2) {
    const binding = BINDING[name] as number;
    return [items.map((item) => textOf(item, binding + 1)).join(` ${name} `), binding];
  }
  if (name === "neg" && items.length === 1) {
    const text = textOf(first, 7);
    return [isLiteral(first) ? `-(${text})` : `-${text}`, 7];
  }
  if (name === "is_null" && items.length === 1) return [`${textOf(first, 5)} is null`, 4];
  if (name === "in" && items.length === 2) return [`${textOf(first, 5)} in ${choices(second)}`, 4];
  const binding = BINDING[name];
  if (binding === undefined || items.length !== 2 || binding < 4) return null;
  const left = binding === 4 ? 5 : binding;
  return [`${textOf(first, left)} ${name} ${textOf(second, binding + 1)}`, binding];
}

function negation(inner: Ast): [string, number] {
  if (!isLiteral(inner) && !pathOf(inner) && !Array.isArray(inner)) {
    const [name] = split(inner);
    const items = argumentsOf(inner) as [Ast, Ast];
    if (name === "is_null" && (items as Ast[]).length === 1) return [`${textOf(items[0], 5)} is not null`, 4];
    if (name === "in" && items.length === 2) return [`${textOf(items[0], 5)} not in ${choices(items[1])}`, 4];
  }
  return [`not ${textOf(inner, 3)}`, 3];
}

function choices(node: Ast): string {
  if (!isLiteral(node) && !pathOf(node) && (Array.isArray(node) || split(node)[0] === "list")) {
    return `(${argumentsOf(node).map((item) => textOf(item, 0)).join(", ")})`;
  }
  const text = textOf(node, 5);
  return text.startsWith("(") ? `[${text}]` : text;
}

function literalOf(node: Ast): string {
  if (node === null) return "null";
  if (typeof node === "object") {
    const [name, content] = split(node);
    return name === "decimal" ? String(content) : `${name}(${quote(String(content))})`;
  }
  return typeof node === "string" ? quote(node) : String(node);
}

const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;

function nameOf(part: string): string {
  return /^[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}_]*$/u.test(part) && !KEYWORDS.has(part.toLowerCase()) ? part : `\`${part}\``;
}
