/** Text of an expression → tokens. */

import { ExpressionError } from "./types";

export type TokenKind = "number" | "string" | "name" | "quoted" | "keyword" | "symbol" | "end";
export interface Token {
  kind: TokenKind;
  text: string;
  position: number;
}

const MAXIMUM_TEXT = 65_536;
const MAXIMUM_TOKENS = 2_000;
export const KEYWORDS = new Set(["and", "or", "not", "in", "is", "null", "true", "false"]);
const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r" };
const SAME: Record<string, string> = { "<>": "!=", "==": "=" };
const PATTERN =
  /([ \t\r\n\u3000\xa0]+)|(\d+(?:\.\d+)?)|('(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")|(`[^`]+`)|([\p{L}\p{Nl}_][\p{L}\p{N}\p{M}_]*)|(<=|>=|!=|<>|==|[-+*/=<>(),.[\]&])/suy;

export function tokenize(text: string): Token[] {
  if (text.length > MAXIMUM_TEXT) throw new ExpressionError("expression.too_long", { limit: MAXIMUM_TEXT });
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    PATTERN.lastIndex = position;
    const match = PATTERN.exec(text);
    if (!match) throw unreadable(text, position);
    const token = tokenOf(match, position);
    if (token) tokens.push(token);
    if (tokens.length > MAXIMUM_TOKENS) throw new ExpressionError("expression.too_long", { position, limit: MAXIMUM_TOKENS });
    position = PATTERN.lastIndex;
  }
  tokens.push({ kind: "end", text: "", position: text.length });
  return tokens;
}

function unreadable(text: string, position: number): ExpressionError {
  const character = text[position] ?? "";
  if ("'\"`".includes(character)) return new ExpressionError("expression.unclosed_quote", { position });
  return new ExpressionError("expression.unexpected_character", { position, character });
}

function tokenOf(match: RegExpExecArray, position: number): Token | null {
  const [, , number, string, quoted, name, symbol] = match;
  if (number !== undefined) return { kind: "number", text: number, position };
  if (string !== undefined) return { kind: "string", text: unquote(string), position };
  if (quoted !== undefined) return { kind: "quoted", text: quoted.slice(1, -1), position };
  if (name !== undefined) {
    const word = name.toLowerCase();
    return KEYWORDS.has(word) ? { kind: "keyword", text: word, position } : { kind: "name", text: name, position };
  }
  return symbol === undefined ? null : { kind: "symbol", text: SAME[symbol] ?? symbol, position };
}

function unquote(raw: string): string {
  const quote = raw.charAt(0);
  const body = raw.slice(1, -1);
  let text = "";
  for (let index = 0; index < body.length; index += 1) {
    let character = body.charAt(index);
    if (character === "\\") {
      index += 1;
      character = ESCAPES[body.charAt(index)] ?? body.charAt(index);
    } else if (character === quote) index += 1;
    text += character;
  }
  return text;
}
