/** Reading the stored tree. */

import type { Ast } from "./types";

const LITERALS = new Set(["decimal", "date", "datetime", "time"]);

/** The name and content of an object node. */
export function split(node: Ast): [string, Ast] {
  const entries = Object.entries(node as Record<string, Ast>);
  return entries[0] as [string, Ast];
}

const isObject = (node: Ast): node is { [name: string]: Ast } => typeof node === "object" && node !== null && !Array.isArray(node);

export function isLiteral(node: Ast): boolean {
  if (!isObject(node)) return !Array.isArray(node);
  const [name, content] = split(node);
  return LITERALS.has(name) && typeof content === "string";
}

export function pathOf(node: Ast): string[] | null {
  if (!isObject(node) || !("field" in node)) return null;
  const content = node.field;
  if (typeof content === "string") return content.split(".");
  return Array.isArray(content) ? content.map(String) : null;
}

export function argumentsOf(node: Ast): Ast[] {
  if (Array.isArray(node)) return node;
  if (isLiteral(node) || pathOf(node)) return [];
  const content = split(node)[1];
  return Array.isArray(content) ? content : [content];
}

/** The paths of all fields that a tree reads. */
export function fieldsOf(node: Ast): string[][] {
  const path = pathOf(node);
  return path ? [path] : argumentsOf(node).flatMap(fieldsOf);
}
