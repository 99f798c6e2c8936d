import type { z } from "zod";
import { didYouMean } from "../suggest.ts";
import { type ConfigIssue, configIssue } from "./issues.ts";
import { formatKeyPath, type KeyPath } from "./key_path.ts";
import { type ConfigNode, formatOrigin, nodeAt, replaceNodes, valueOf } from "./node.ts";
import { allKeys, knownKeys, schemasAt, secretPathsOf } from "./schema_walk.ts";
import { acceptedWords, foundWords, listWords, numberWords, optionsOf } from "./words.ts";

/** A configuration after its schema. */
export type Validated<T> =
  | { readonly kind: "ok"; readonly value: T; readonly root: ConfigNode }
  | { readonly kind: "bad"; readonly issues: readonly ConfigIssue[] };

/** Settings of {@link validate}. */
export interface ValidateOptions {
  /** Where a variable is set, if in a file. @default nowhere */
  readonly placeOfVariable?: (name: string) => string | undefined;
}

type Issue = z.core.$ZodIssue;

/** The message of issues whose words the schema leaves to us. */
const ownWords = "\0";

/**
 * Checks a configuration against its schema. Where the schema wants another type than a variable or `--set` gave, the other
 * reading of the same characters is tried before it is called wrong.
 *
 * @param failed paths that could not be interpolated; issues about them are left out.
 */
export function validate<T>(
  schema: z.ZodType<T>,
  root: ConfigNode,
  failed: ReadonlySet<string>,
  options: ValidateOptions = {},
): Validated<T> {
  const { placeOfVariable = () => undefined } = options;
  let current = root;
  let result = check(schema, current);
  if (!result.success) {
    const other = alternatives(current, result.error.issues);
    if (other.size > 0) {
      const retried = replaceNodes(current, other);
      const retry = check(schema, retried);
      const worse = retry.success ? new Set<string>() : new Set(retry.error.issues.flatMap(innermost).map(writtenPath));
      current = replaceNodes(root, new Map([...other].filter(([path]) => !worse.has(path))));
      result = worse.size === 0 ? retry : check(schema, current);
    }
  }
  if (result.success) return { kind: "ok", value: result.data, root: current };
  const value = valueOf(current);
  const secrets = secretPathsOf(schema, value);
  const context: Context = { schema, root: current, value, secrets, placeOfVariable, known: undefined };
  const issues = firstOf(result.error.issues).flatMap((issue) =>
    isAbout(issue, failed) ? [] : describe(issue, context)
  );
  return { kind: "bad", issues };
}

/** Issues without those about the size of a value that has the wrong type. */
function firstOf(issues: readonly Issue[]): readonly Issue[] {
  const wrong = new Set(issues.filter(({ code }) => code === "invalid_type").map(writtenPath));
  return issues.filter((issue) => !("origin" in issue) || !wrong.has(writtenPath(issue)));
}

function check<T>(schema: z.ZodType<T>, root: ConfigNode): z.ZodSafeParseResult<T> {
  // Compiling a schema takes longer than checking one configuration without.
  return schema.safeParse(valueOf(root), { reportInput: true, jitless: true, error: () => ownWords });
}

function keyPath(issue: Issue): KeyPath {
  return issue.path.map((part) => typeof part === "number" ? part : String(part));
}

function writtenPath(issue: Issue): string {
  return formatKeyPath(keyPath(issue));
}

/** An issue and, of a union, those of its options, all with paths from the root. */
function innermost(issue: Issue): readonly Issue[] {
  return issue.code === "invalid_union" ? [issue, ...optionIssues(issue).flat().flatMap(innermost)] : [issue];
}

function optionIssues(issue: z.core.$ZodIssueInvalidUnion): readonly (readonly Issue[])[] {
  const prefixed = (inner: Issue): Issue => ({ ...inner, path: [...issue.path, ...inner.path] });
  return issue.errors.map((option) => option.map(prefixed));
}

/** The other readings of the values that issues are about, by path. */
function alternatives(root: ConfigNode, issues: readonly Issue[]): ReadonlyMap<string, ConfigNode> {
  const others = new Map<string, ConfigNode>();
  for (const issue of issues.flatMap(innermost)) {
    const node = nodeAt(root, keyPath(issue));
    if (node?.kind === "scalar" && node.alternative !== undefined) others.set(writtenPath(issue), node.alternative);
  }
  return others;
}

function isAbout(issue: Issue, failed: ReadonlySet<string>): boolean {
  if (issue.code === "unrecognized_keys") return false;
  const path = writtenPath(issue);
  return [...failed].some((other) =>
    path === other || path === "" || path.startsWith(`${other}.`) || other.startsWith(`${path}.`)
  );
}

interface Context {
  readonly schema: z.ZodType;
  readonly root: ConfigNode;
  readonly value: unknown;
  readonly secrets: ReadonlySet<string>;
  readonly placeOfVariable: (name: string) => string | undefined;
  /** All keys of the schema, made for the first unknown key. */
  known: readonly string[] | undefined;
}

function describe(issue: Issue, context: Context): readonly ConfigIssue[] {
  const path = keyPath(issue);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey([...path, key], context));
  if (issue.code === "invalid_key" || issue.code === "invalid_element") {
    const nested = issue.issues.map((inner) => acceptedWords(inner) ?? words(inner.message)).join("; ");
    return [configIssue(path, placeOf(path, context), `the key is not allowed, accepted: ${nested}`)];
  }
  if (issue.code === "invalid_union" && issue.discriminator === undefined && issue.errors.length > 0) {
    return describeUnion(issue, path, context);
  }
  const node = nodeAt(context.root, path);
  const value = node === undefined ? undefined : valueOf(node);
  if (issue.code === "custom") return [configIssue(path, placeOf(path, context), words(issue.message))];
  const options = optionsOf(issue);
  const accepted = issue.message === ownWords ? accepts(issue, path, context) : issue.message;
  const suggestion = typeof value === "string" ? didYouMean(value, options.map(String)) : "";
  const text = `${found(path, node, value, context)}, accepted: ${accepted}${suggestion}`;
  return [configIssue(path, placeOf(path, context), text)];
}

/** Of a number, the whole range instead of the one bound that was broken. */
function accepts(issue: Issue, path: KeyPath, context: Context): string {
  const isNumber = "origin" in issue
    ? issue.origin === "number" || issue.origin === "int"
    : issue.code === "invalid_type";
  const schemas = isNumber ? schemasAt(context.schema, context.value, path) : [];
  const ranges = schemas.flatMap((schema) => numberWords(schema) ?? []);
  const range = ranges.length === 1 && ("origin" in issue || schemas.length === 1) ? ranges[0] : undefined;
  return range ?? acceptedWords(issue) ?? "another value";
}

function words(message: string): string {
  return message === ownWords ? "this value is not accepted" : message;
}

function found(path: KeyPath, node: ConfigNode | undefined, value: unknown, context: Context): string {
  if (node === undefined) return "missing";
  const hidden = path.some((_, i) => context.secrets.has(formatKeyPath(path.slice(0, i + 1))));
  const { variables = [] } = node;
  const sources = variables.map((name) => {
    const place = context.placeOfVariable(name);
    return `the variable ${name}${place === undefined ? "" : ` of ${place}`}`;
  });
  const from = sources.length === 0 ? "" : ` (from ${sources.join(" and ")})`;
  return `found ${foundWords(value, hidden)}${from}`;
}

/** The key of the nearest value that was written. */
function placeOf(path: KeyPath, context: Context): string {
  for (let length = path.length; length >= 0; length--) {
    const node = nodeAt(context.root, path.slice(0, length));
    if (node === undefined) continue;
    return formatOrigin(length === path.length ? node.origin : node.keyOrigin ?? node.origin);
  }
  return "default";
}

function unknownKey(path: KeyPath, context: Context): ConfigIssue {
  const key = String(path.at(-1));
  const node = nodeAt(context.root, path);
  const place = formatOrigin(node?.keyOrigin ?? node?.origin ?? context.root.origin);
  const siblings = knownKeys(context.schema, context.value, path.slice(0, -1));
  let hint = didYouMean(key, siblings);
  if (hint === "") {
    context.known ??= allKeys(context.schema);
    const elsewhere = context.known.find((other) => other.split(".").at(-1) === key);
    if (elsewhere !== undefined) hint = `; did you mean "${elsewhere}"?`;
    else if (siblings.length > 0) hint = `, accepted: ${listWords(siblings)}`;
  }
  return configIssue(path, place, `unknown key${hint}`, "Correct the key, or remove it.");
}

/** Of an undiscriminated union: all types when none fits, else what the option that comes closest says. */
function describeUnion(issue: z.core.$ZodIssueInvalidUnion, path: KeyPath, context: Context): readonly ConfigIssue[] {
  const prefixed = optionIssues(issue);
  const mismatch = (inner: Issue) => inner.code === "invalid_type" || inner.code === "invalid_value";
  const within = prefixed.filter((option) =>
    !option.some((inner) => inner.path.length === path.length && mismatch(inner))
  );
  const [closest] = within.sort((a, b) => a.length - b.length);
  if (closest !== undefined && (within.length === 1 || closest.some((inner) => inner.path.length > path.length))) {
    return closest.flatMap((inner) => describe(inner, context));
  }
  const node = nodeAt(context.root, path);
  const value = node === undefined ? undefined : valueOf(node);
  const accepted = prefixed.flatMap((option) => {
    const inner = option[0];
    if (inner === undefined) return [];
    return [inner.message === ownWords ? acceptedWords(inner) ?? "another value" : inner.message];
  });
  return [
    configIssue(path, placeOf(path, context), `${found(path, node, value, context)}, accepted: ${listWords(accepted)}`),
  ];
}
