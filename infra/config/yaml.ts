import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parse,
  parseDocument,
  type YAMLError,
} from "yaml";
import { Problem } from "../errors.ts";
import { type ConfigIssue, configIssue } from "./issues.ts";
import { formatKeyPath, type KeyPath } from "./key_path.ts";
import type { ConfigNode, MapNode, Origin, ScalarNode } from "./node.ts";

/** What a file's text means, or what is wrong with it. */
export type ParsedYaml =
  | { readonly kind: "ok"; readonly root: MapNode }
  | { readonly kind: "bad"; readonly issues: readonly ConfigIssue[] };

const mostNodes = 100_000;
const deepest = 100;
const mostSyntaxIssues = 5;

/** Own words for the parser's codes: its messages may quote the line, and the line may hold a secret. */
const syntaxWords: Readonly<Record<string, readonly [found: string, remedy: string]>> = {
  TAB_AS_INDENT: ["a tab is used to indent", "Indent with spaces."],
  DUPLICATE_KEY: ["this key stands there twice", "Remove one of the two."],
  BAD_INDENT: ["the indentation does not fit the lines above", "Indent keys of one map by the same number of spaces."],
  MISSING_CHAR: [
    "a quote, bracket, comma or colon is missing",
    "Close what is open, and put a colon and a space after a key.",
  ],
  MULTILINE_IMPLICIT_KEY: ["there is no colon after this key", "Put a colon and a space after the key."],
  BLOCK_AS_IMPLICIT_KEY: ["two keys stand on one line", 'Put a text that has ": " in it in quotes.'],
  BAD_SCALAR_START: ["a text may not begin with this character", "Put the text in quotes."],
  BAD_ALIAS: ["there is no anchor of this name above", "Put a text that begins with * in quotes."],
  BAD_DQ_ESCAPE: ["this backslash means nothing in double quotes", "Write \\\\ for a backslash, or use single quotes."],
  MULTIPLE_DOCS: ["a second document begins", "Keep one document in a file: remove the line ---."],
  TAG_RESOLVE_FAILED: ["this tag is not known", "Remove it, or put a text that begins with ! in quotes."],
  NON_STRING_KEY: ["a key must be a text", "Put the key in quotes."],
  UNEXPECTED_TOKEN: ["YAML does not allow this here", "Put a text with special characters in quotes."],
};

/**
 * Parses the text of a configuration file; every value keeps the line and column of itself and of its key.
 *
 * @param file the name for errors and origins.
 */
export function parseYaml(text: string, file: string): ParsedYaml {
  const lineCounter = new LineCounter();
  const document = allowed(() =>
    parseDocument(text, { lineCounter, prettyErrors: false, stringKeys: true, logLevel: "error" })
  );
  const originAt = (offset: number): Origin => {
    const { line, col } = lineCounter.linePos(offset);
    return { kind: "file", file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const placeAt = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) return { kind: "bad", issues: syntaxIssues(text, faults, placeAt) };
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    return bad(`${file}:1:1`, "it is empty", "Write at least one key, or leave the file away.");
  }
  if (!isMap(contents)) {
    const found = isSeq(contents) ? "it is a list" : "it is a single value";
    return bad(
      placeAt(contents.range?.[0] ?? 0),
      `${found}, accepted: keys with values`,
      'Write lines of the form "key: value".',
    );
  }
  const reading: Reading = { issues: [], originAt, placeAt, resolve: (node) => resolveAlias(node, document), count: 0 };
  const root = toNode(contents, [], undefined, reading);
  if (reading.issues.length > 0 || root.kind !== "map") return { kind: "bad", issues: reading.issues };
  return { kind: "ok", root };
}

/** The value of a list, map or quoted text in one line, `undefined` when it is none. */
export function parseFlow(text: string): { readonly value: unknown } | undefined {
  try {
    return {
      value: allowed(() => parse(text, { prettyErrors: false, stringKeys: true, logLevel: "error", maxAliasCount: 0 })),
    };
  } catch (error) {
    if (error instanceof Problem) throw error;
    return undefined;
  }
}

/** The parser looks for two variables that make it print what it does, and Deno must let it. */
function allowed<T>(parseIt: () => T): T {
  try {
    return parseIt();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new Problem("configuration", "Cannot read YAML: Deno does not let its parser look at environment variables", {
      remedy: "Start the program with --allow-env=LOG_TOKENS,LOG_STREAM.",
      cause: error,
    });
  }
}

function bad(place: string, text: string, remedy: string): ParsedYaml {
  return { kind: "bad", issues: [configIssue([], place, text, remedy)] };
}

/** After these the parser goes on reading; what it finds behind any other fault is mostly a consequence. */
const harmlessCodes: readonly string[] = ["DUPLICATE_KEY", "TAG_RESOLVE_FAILED", "BAD_DQ_ESCAPE", "NON_STRING_KEY"];

function syntaxIssues(
  text: string,
  faults: readonly YAMLError[],
  placeAt: (offset: number) => string,
): readonly ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  const sorted = [...faults].sort((a, b) => a.pos[0] - b.pos[0]);
  for (const { code: given, message, pos: [offset] } of sorted.slice(0, mostSyntaxIssues)) {
    const code = given === "BAD_INDENT" && message.startsWith("Flow") ? "MISSING_CHAR" : given;
    const [found, remedy] = syntaxWords[code] ?? ["this is not YAML", "Compare the line with the ones around it."];
    const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1).split("\n", 1)[0] ?? "";
    const inFlow = code === "UNEXPECTED_TOKEN" && /[[{].*\$\{/.test(line);
    issues.push(configIssue([], placeAt(offset), found, inFlow ? "Inside { } and [ ] put ${…} in quotes." : remedy));
    if (!harmlessCodes.includes(code)) break;
  }
  return issues;
}

interface Reading {
  readonly issues: ConfigIssue[];
  readonly originAt: (offset: number) => Origin;
  readonly placeAt: (offset: number) => string;
  readonly resolve: (node: Node) => Node | undefined;
  /** How many nodes were made: aliases of aliases can ask for billions. */
  count: number;
}

function resolveAlias(node: Node, document: ReturnType<typeof parseDocument>): Node | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}

function toNode(given: Node | null, path: KeyPath, keyOrigin: Origin | undefined, reading: Reading): ConfigNode {
  const key = keyOrigin === undefined ? {} : { keyOrigin };
  const offset = given?.range?.[0];
  const origin = offset === undefined ? keyOrigin ?? reading.originAt(0) : reading.originAt(offset);
  const refuse = (found: string, remedy: string): ScalarNode => {
    reading.issues.push(configIssue([], reading.placeAt(offset ?? 0), `${formatKeyPath(path)}: ${found}`, remedy));
    return { kind: "scalar", value: null, origin, ...key };
  };
  if (++reading.count > mostNodes || path.length > deepest) {
    if (reading.issues.length > 0) return { kind: "scalar", value: null, origin, ...key };
    return refuse(
      "there is too much in it, or an alias holds itself",
      "Write values out instead of repeating aliases.",
    );
  }
  const node = given === null ? null : reading.resolve(given);
  if (node === undefined) return refuse(...syntaxWords["BAD_ALIAS"]!);
  if (isMap(node)) return { kind: "map", entries: readEntries(node.items, path, reading), origin, ...key };
  if (isSeq(node)) {
    const items = node.items.map((item, i) => toNode(item as Node | null, [...path, i], undefined, reading));
    return { kind: "list", items, origin, ...key };
  }
  const value = isScalar(node) ? node.value : null;
  if (typeof value === "bigint" || typeof value === "object" && value !== null) {
    return refuse("a value of this type is not known", "Put it in quotes.");
  }
  const empty = node === null || isScalar(node) && value === null && (node.source ?? "") === "";
  const scalar = value as ScalarNode["value"];
  return { kind: "scalar", value: scalar, origin, ...key, ...(empty ? { empty } : {}) };
}

function readEntries(pairs: readonly Pair[], path: KeyPath, reading: Reading): ReadonlyMap<string, ConfigNode> {
  const entries = new Map<string, ConfigNode>();
  for (const { key, value } of pairs) {
    const name = isScalar(key) ? String(key.value) : "";
    const keyOrigin = reading.originAt(isScalar(key) ? key.range?.[0] ?? 0 : 0);
    if (name === "__proto__") {
      const place = reading.placeAt(isScalar(key) ? key.range?.[0] ?? 0 : 0);
      reading.issues.push(configIssue([], place, 'the key "__proto__" is not allowed', "Remove it."));
    }
    entries.set(name, toNode(value as Node | null, [...path, name], keyOrigin, reading));
  }
  return entries;
}
