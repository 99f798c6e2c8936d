import { join } from "node:path";
import { type Environment, isVariableName } from "./env.ts";
import { Problem } from "./errors.ts";
import { readTextFile } from "./text_file.ts";

/** One variable of a `.env` file. */
export interface DotenvEntry {
  readonly name: string;
  readonly value: string;
  /** Line of the name, from 1. */
  readonly line: number;
}

/** A piece of the text and the offset after it. Errors never quote a line: it may hold a secret. */
interface Piece {
  readonly value: string;
  readonly end: number;
}

const doubleQuotedEscapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  "\\": "\\",
  '"': '"',
  $: "$",
};

/**
 * Reads the text of a `.env` file; of a name that stands there twice both entries are returned, the last one counts.
 *
 * A line is `NAME=value`, with `export ` before it if wanted; `#` opens a comment at the start of a line and after white
 * space. A value without quotes ends at the line's end and is trimmed; 'single quotes' keep everything; "double quotes"
 * know `\n`, `\r`, `\t`, `\\`, `\"` and `\$` and leave other backslashes alone. Quoted values may span lines. `$NAME` in
 * a value is plain text.
 *
 * @param file the name to put into errors.
 * @throws {Problem} of kind configuration, with file, line and column.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseDotenv } from "./dotenv.ts";
 *
 * const [entry] = parseDotenv('export DATA_DIR="my data"\t# where files lie\n', ".env");
 * assert.deepEqual(entry, { name: "DATA_DIR", value: "my data", line: 1 });
 * ```
 */
export function parseDotenv(text: string, file: string): readonly DotenvEntry[] {
  const source = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const entries: DotenvEntry[] = [];
  let at = 0;
  while (at < source.length) {
    const lineEnd = endOfLine(source, at);
    const start = skipBlanks(source, at);
    if (start === lineEnd || source[start] === "#") {
      at = lineEnd + 1;
      continue;
    }
    const name = readName(source, start, lineEnd, file);
    const value = readValue(source, name.end, name.value, file);
    entries.push({ name: name.value, value: value.value, line: lineOf(source, start) });
    at = value.end + 1;
  }
  return entries;
}

function readName(source: string, start: number, lineEnd: number, file: string): Piece {
  const from = start + (/^export[ \t]+/.exec(source.slice(start, lineEnd))?.[0].length ?? 0);
  const equals = source.indexOf("=", from);
  if (equals === -1 || equals >= lineEnd) {
    const remedy = "Write NAME=value, or # before a comment; put quotes around a value of several lines.";
    throw problem(source, from, file, 'there is no "=" on this line', remedy);
  }
  const value = source.slice(from, equals).trim();
  if (!isVariableName(value)) {
    const remedy = "A name has letters, digits and _ only and does not begin with a digit.";
    throw problem(source, from, file, 'what stands before the "=" is not a name of a variable', remedy);
  }
  return { value, end: equals + 1 };
}

function readValue(source: string, from: number, name: string, file: string): Piece {
  const start = skipBlanks(source, from);
  const quote = source[start];
  if (quote !== '"' && quote !== "'") return readPlain(source, from);
  const quoted = readQuoted(source, start, quote);
  if (quoted === undefined) {
    const remedy = `Put ${quote} after the value, or write the value without quotes.`;
    throw problem(source, start, file, `the quote of "${name}" is never closed`, remedy);
  }
  const lineEnd = endOfLine(source, quoted.end);
  const after = skipBlanks(source, quoted.end);
  if (after < lineEnd && source[after] !== "#") {
    const found = `there is text after the closing quote of "${name}", which opens on line ${lineOf(source, start)}`;
    throw problem(source, after, file, found, 'Only a comment may follow; inside double quotes write \\" for a quote.');
  }
  return { value: quoted.value, end: lineEnd };
}

function readPlain(source: string, from: number): Piece {
  const end = endOfLine(source, from);
  return { value: source.slice(from, end).replace(/[ \t]#.*$/, "").trim(), end };
}

function readQuoted(source: string, start: number, quote: string): Piece | undefined {
  let value = "";
  for (let i = start + 1; i < source.length; i++) {
    const char = source[i]!;
    if (char === quote) return { value, end: i + 1 };
    const escaped = quote === '"' && char === "\\" ? doubleQuotedEscapes[source[i + 1] ?? ""] : undefined;
    value += escaped ?? char;
    if (escaped !== undefined) i++;
  }
  return undefined;
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf("\n", from);
  return end === -1 ? source.length : end;
}

function skipBlanks(source: string, from: number): number {
  let at = from;
  while (source[at] === " " || source[at] === "\t") at++;
  return at;
}

function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split("\n").length;
}

function problem(source: string, offset: number, file: string, found: string, remedy: string): Problem {
  const column = offset - source.lastIndexOf("\n", offset - 1);
  return new Problem("configuration", `Cannot read "${file}": ${found}`, {
    place: `${file}:${lineOf(source, offset)}:${column}`,
    remedy,
  });
}

/** An environment that knows where each variable comes from. */
export interface LoadedEnvironment extends Environment {
  /** The `.env` files that were read, in order of precedence. */
  readonly files: readonly string[];
  /** `file:line` of a variable that a `.env` file sets, `undefined` for one of the process. */
  placeOf(name: string): string | undefined;
}

/**
 * Adds `.env.<name>` and `.env` of a folder to an environment: a variable that `base` has wins, then `.env.<name>`, then
 * `.env`. Files that are not there are skipped; nothing is written back to the process. A variable that the files set is
 * theirs also when Deno does not allow to read it from the process.
 *
 * @throws {Problem} of kind configuration when a file cannot be read or parsed.
 */
export async function loadDotenv(folder: string, name: string, base: Environment): Promise<LoadedEnvironment> {
  const added = new Map<string, { readonly value: string; readonly place: string }>();
  const files: string[] = [];
  for (const file of [join(folder, `.env.${name}`), join(folder, ".env")]) {
    const text = await readTextFile(file);
    if (text === undefined) continue;
    files.push(file);
    const latest = new Map(parseDotenv(text, file).map((entry) => [entry.name, entry]));
    for (const { name, value, line } of latest.values()) {
      if (!added.has(name)) added.set(name, { value, place: `${file}:${line}` });
    }
  }
  const inBase = (name: string): string | undefined => {
    try {
      return base.get(name);
    } catch (error) {
      if (error instanceof Problem && added.has(name)) return undefined;
      throw error;
    }
  };
  return {
    files,
    get: (name) => inBase(name) ?? added.get(name)?.value,
    names: () => [...new Set([...base.names(), ...added.keys()])],
    placeOf: (name) => inBase(name) === undefined ? added.get(name)?.place : undefined,
  };
}
