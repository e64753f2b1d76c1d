/** Spreadsheet-like text → the stored tree; the same grammar as the server's. */

import { Day, Instant, WallTime } from "./moments";
import { type Token, tokenize } from "./tokens";
import { type Ast, ExpressionError } from "./types";

export const MAXIMUM_DEPTH = 32;
const COMPARISONS = new Set(["=", "!=", "<", "<=", ">", ">="]);
const READERS: Record<string, (text: string) => unknown> = {
  date: (text) => Day.parse(text),
  datetime: (text) => Instant.parse(text, "UTC"),
  time: (text) => WallTime.parse(text),
};

/** Returns the tree of a text; throws ExpressionError with the position. */
export function parse(text: string): Ast {
  return new Parser(tokenize(text)).whole();
}

class Parser {
  private index = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Ast {
    if (this.peek.kind === "end") throw new ExpressionError("expression.empty", { position: 0 });
    const tree = this.or();
    if (this.index < this.tokens.length - 1) throw this.unexpected();
    return tree;
  }

  private get peek(): Token {
    return this.tokens[this.index] as Token;
  }

  private next(): Token {
    const token = this.peek;
    this.index += 1;
    return token;
  }

  private is(text: string): boolean {
    return this.peek.text === text && (this.peek.kind === "symbol" || this.peek.kind === "keyword");
  }

  private take(text: string): boolean {
    const found = this.is(text);
    if (found) this.index += 1;
    return found;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw this.unexpected(text);
  }

  private unexpected(wanted?: string): ExpressionError {
    const { kind, text, position } = this.peek;
    if (kind === "end") return new ExpressionError("expression.unexpected_end", { position });
    if (wanted) return new ExpressionError("expression.expected", { position, wanted, found: text });
    return new ExpressionError("expression.unexpected_token", { position, found: text });
  }

  private nested<T>(work: () => T): T {
    this.depth += 1;
    if (this.depth > MAXIMUM_DEPTH) {
      throw new ExpressionError("expression.too_deep", { position: this.peek.position, limit: MAXIMUM_DEPTH });
    }
    const result = work();
    this.depth -= 1;
    return result;
  }

  private or(): Ast {
    return this.nested(() => {
      const terms = [this.and()];
      while (this.take("or")) terms.push(this.and());
      return terms.length === 1 ? (terms[0] as Ast) : { or: terms };
    });
  }

  private and(): Ast {
    const terms = [this.not()];
    while (this.take("and")) terms.push(this.not());
    return terms.length === 1 ? (terms[0] as Ast) : { and: terms };
  }

  private not(): Ast {
    if (this.take("not")) return this.nested(() => ({ not: [this.not()] }));
    return this.comparison();
  }

  private comparison(): Ast {
    const left = this.sum();
    const token = this.peek;
    if (token.kind === "symbol" && COMPARISONS.has(token.text)) {
      this.next();
      return { [token.text]: [left, this.sum()] };
    }
    if (this.take("is")) {
      const negated = this.take("not");
      this.expect("null");
      return maybeNot({ is_null: [left] }, negated);
    }
    const negated = this.take("not");
    if (this.take("in")) return maybeNot({ in: [left, this.choices()] }, negated);
    if (negated) throw this.unexpected("in");
    return left;
  }

  private choices(): Ast {
    return this.take("(") ? { list: this.arguments(")") } : this.sum();
  }

  private sum(): Ast {
    let tree = this.product();
    while (this.is("+") || this.is("-") || this.is("&")) {
      const operator = this.next().text;
      const right = this.product();
      tree = operator === "&" ? joined(tree, right) : { [operator]: [tree, right] };
    }
    return tree;
  }

  private product(): Ast {
    let tree = this.unary();
    while (this.is("*") || this.is("/")) {
      const operator = this.next().text;
      tree = { [operator]: [tree, this.unary()] };
    }
    return tree;
  }

  private unary(): Ast {
    if (!this.take("-")) return this.primary();
    if (this.peek.kind === "number") return numberOf(this.next(), "-");
    return this.nested(() => ({ neg: [this.unary()] }));
  }

  private primary(): Ast {
    const token = this.next();
    if (token.kind === "number") return numberOf(token, "");
    if (token.kind === "string") return token.text;
    if (token.kind === "keyword" && token.text === "null") return null;
    if (token.kind === "keyword" && (token.text === "true" || token.text === "false")) return token.text === "true";
    if (token.kind === "name" || token.kind === "quoted") return this.named(token);
    if (token.kind === "symbol" && token.text === "(") {
      const tree = this.or();
      this.expect(")");
      return tree;
    }
    if (token.kind === "symbol" && token.text === "[") return { list: this.arguments("]") };
    this.index -= 1;
    throw this.unexpected();
  }

  private named(token: Token): Ast {
    if (token.kind === "name" && this.take("(")) {
      const given = this.arguments(")");
      return literalCall(token, given) ?? { [token.text.toLowerCase()]: given };
    }
    const path = [token.text];
    while (this.take(".")) {
      if (this.peek.kind !== "name" && this.peek.kind !== "quoted") throw this.unexpected();
      path.push(this.next().text);
    }
    return { field: path };
  }

  private arguments(closing: string): Ast[] {
    const given: Ast[] = [];
    if (this.take(closing)) return given;
    given.push(this.or());
    while (this.take(",")) given.push(this.or());
    this.expect(closing);
    return given;
  }
}

/** `a & b & c` is one concat of three. */
function joined(left: Ast, right: Ast): Ast {
  const parts = left !== null && typeof left === "object" && !Array.isArray(left) ? left.concat : undefined;
  return { concat: Array.isArray(parts) ? [...parts, right] : [left, right] };
}

const maybeNot = (tree: Ast, negated: boolean): Ast => (negated ? { not: [tree] } : tree);

function numberOf(token: Token, sign: string): Ast {
  if (token.text.includes(".")) return { decimal: sign + token.text };
  if (token.text.length > 20 || BigInt(token.text) > 2n ** 53n) {
    throw new ExpressionError("expression.number_out_of_range", { position: token.position, found: token.text.slice(0, 40) });
  }
  return Number(sign + token.text);
}

function literalCall(token: Token, given: readonly Ast[]): Ast {
  const name = token.text.toLowerCase();
  const reader = READERS[name];
  const text = given[0];
  if (!reader || given.length !== 1 || typeof text !== "string") return null;
  if (reader(text) === null) {
    throw new ExpressionError("expression.not_a_moment", { position: token.position, found: text.slice(0, 40), type: name });
  }
  return { [name]: text };
}
