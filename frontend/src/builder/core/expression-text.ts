/**
 * Names inside expression texts, found without a full parse, so that renames and "unknown field"
 * marks also work on a text that somebody is still typing.
 */

const TOKEN = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*|\d+(?:\.\d+)?/gu;
const WORDS = new Set(["and", "or", "not", "in", "true", "false", "null", "is", "if"]);

function isName(token: string): boolean {
  return /^[\p{L}_]/u.test(token);
}

/** Return every field path of a text, for example `account.region`; function names are left out. */
export function pathsOf(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0];
    const rest = text.slice(match.index + token.length);
    if (isName(token) && !WORDS.has(token.toLowerCase()) && !/^\s*\(/.test(rest)) found.push(token);
  }
  return found;
}

/** Rename the field `from` of the form that the text belongs to; paths through it follow. */
export function renameInText(text: string, from: string, to: string): string {
  return text.replace(TOKEN, (token, offset: number) => {
    if (!isName(token)) return token;
    const rest = text.slice(offset + token.length);
    if (/^\s*\(/.test(rest)) return token;
    const [head, ...tail] = token.split(".");
    return head === from ? [to, ...tail].join(".") : token;
  });
}

/** Rename a field inside a title template such as `{name} · {account}`. */
export function renameInTemplate(template: string, from: string, to: string): string {
  return template.replace(/\{([^{}]*)\}/g, (_, inner: string) => `{${renameInText(inner, from, to)}}`);
}
