import { Problem } from "../../infra/errors.ts";

/** A parsed selection. */
export type Selection =
  | { readonly kind: "all" }
  | { readonly kind: "name"; readonly pattern: string; readonly column: number }
  | { readonly kind: "group"; readonly group: string; readonly column: number }
  | { readonly kind: "tag"; readonly key: string; readonly value: string | undefined; readonly column: number }
  | {
    readonly kind: "reach";
    readonly of: Selection;
    /** How many steps up and down; 0 for not at all. */
    readonly up: number;
    readonly down: number;
  }
  | { readonly kind: "union" | "difference" | "intersection"; readonly left: Selection; readonly right: Selection };

interface Token {
  readonly kind: "word" | "plus" | "comma" | "minus" | "and" | "open" | "close" | "end";
  readonly text: string;
  /** Counted from 1. */
  readonly column: number;
  /** Whether a blank or the beginning stands before it. */
  readonly spaced: boolean;
}

const signs: Readonly<Record<string, Token["kind"]>> = {
  "+": "plus",
  ",": "comma",
  "&": "and",
  "(": "open",
  ")": "close",
};

/**
 * Reads a selection: `name` (with `*` for any letters), `group:x`, `tag:k=v`, `tag:k`, `*`; `+name` with all it needs,
 * `2+name` with two steps of that, `name+` and `name+2` the other way; `,` for union, ` - ` for difference, `&` for
 * intersection, which binds closest, and parentheses.
 *
 * @throws {Problem} of kind usage with the column.
 */
export function parseSelection(text: string): Selection {
  return new SelectionParser(text).parse();
}

/** The problem of a selection at a column. */
export function selectionProblem(text: string, column: number, found: string): Problem {
  return new Problem("usage", `Cannot read the selection "${text}": ${found} (column ${column})`, {
    place: `column ${column}`,
    remedy: "Write names, group:x, tag:k=v, +name, name+, *, joined by a comma, by & or by a minus between blanks.",
  });
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /(\s*)(?:([+,&()])|(-)(?=\s|$)|([^\s+,&()]+))|\s+$/gy;
  for (const match of text.matchAll(pattern)) {
    const [whole, blank = "", sign, minus, word] = match;
    const found = sign ?? minus ?? word;
    if (found === undefined) continue;
    const kind = sign !== undefined ? signs[sign]! : minus !== undefined ? "minus" : "word";
    tokens.push({
      kind,
      text: found,
      column: match.index + whole.length - found.length + 1,
      spaced: match.index === 0 || blank !== "",
    });
  }
  tokens.push({ kind: "end", text: "", column: text.length + 1, spaced: true });
  return tokens;
}

class SelectionParser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  parse(): Selection {
    if (this.#next().kind === "end") throw this.#problem("it is empty");
    const selection = this.#sum();
    if (this.#next().kind !== "end") throw this.#unexpected();
    return selection;
  }

  /** A method, because what it tells changes with every token taken. */
  #next(): Token {
    return this.#tokens[this.#at]!;
  }

  #take(): Token {
    return this.#tokens[this.#at++]!;
  }

  #sum(): Selection {
    let left = this.#product();
    for (;;) {
      const { kind } = this.#next();
      if (kind !== "comma" && kind !== "minus") return left;
      this.#take();
      left = { kind: kind === "comma" ? "union" : "difference", left, right: this.#product() };
    }
  }

  #product(): Selection {
    let left = this.#reach();
    while (this.#next().kind === "and") {
      this.#take();
      left = { kind: "intersection", left, right: this.#reach() };
    }
    return left;
  }

  #reach(): Selection {
    const up = this.#stepsUp();
    const of = this.#atom();
    const down = this.#stepsDown();
    return up === 0 && down === 0 ? of : { kind: "reach", of, up, down };
  }

  #stepsUp(): number {
    const [first, second] = [this.#next(), this.#tokens[this.#at + 1]];
    if (first.kind === "plus") {
      this.#take();
      return Infinity;
    }
    if (first.kind === "word" && /^\d+$/.test(first.text) && second?.kind === "plus" && !second.spaced) {
      this.#at += 2;
      return Number(first.text);
    }
    return 0;
  }

  #stepsDown(): number {
    if (this.#next().kind !== "plus") return 0;
    this.#take();
    const count = this.#next();
    if (count.kind !== "word" || count.spaced || !/^\d+$/.test(count.text)) return Infinity;
    this.#take();
    return Number(count.text);
  }

  #atom(): Selection {
    if (this.#next().kind === "open") return this.#parenthesis();
    if (this.#next().kind !== "word") throw this.#unexpected();
    const { text, column } = this.#take();
    if (text === "*") return { kind: "all" };
    const colon = text.indexOf(":");
    if (colon < 0) return { kind: "name", pattern: text, column };
    const [method, value] = [text.slice(0, colon), text.slice(colon + 1)];
    if (value === "") throw this.#problem(`"${text}" has nothing after the colon`, column);
    if (method === "group") return { kind: "group", group: value, column };
    if (method !== "tag") throw this.#problem(`"${method}:" is unknown; there are group: and tag:`, column);
    const equals = value.indexOf("=");
    return equals < 0
      ? { kind: "tag", key: value, value: undefined, column }
      : { kind: "tag", key: value.slice(0, equals), value: value.slice(equals + 1), column };
  }

  #parenthesis(): Selection {
    const { column } = this.#take();
    const inside = this.#sum();
    if (this.#next().kind !== "close") throw this.#problem("this parenthesis is not closed", column);
    this.#take();
    return inside;
  }

  #unexpected(): Problem {
    const { kind, text } = this.#next();
    if (kind === "end") return this.#problem("it ends where a name is missing");
    if (kind === "word" && /^-./.test(text)) return this.#problem(`a minus needs a blank on both sides`);
    return this.#problem(`"${text}" is not expected here`);
  }

  #problem(found: string, column = this.#next().column): Problem {
    return selectionProblem(this.#text, column, found);
  }
}
