import { redacted, redactPatterns } from "./redact_patterns.ts";
import { isSecretName } from "./secret_names.ts";

/** Takes secrets out of what is shown, stored or sent. Doing so twice changes nothing more. */
export interface Redactor {
  /** A text without the known secrets and without what looks like one. */
  text(text: string): string;
  /**
   * A copy of any value, nested ones too, without secrets: texts by {@link Redactor.text}, and everything in a field that is
   * named like a secret. Errors stay errors of their class; other objects become plain ones; bytes become their number.
   */
  value(value: unknown): unknown;
}

/** Shorter secrets are replaced only where they are a whole text: "1" would tear every text to pieces. */
const shortestInText = 4;
const deepest = 16;

/**
 * Makes a {@link Redactor} for known secret values; each is also found URL-encoded, in JSON, SQL and base64 form, and a
 * secret of several lines line by line.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { redactor } from "./redact.ts";
 *
 * const { text, value } = redactor(["p@ss/word"]);
 * assert.equal(text("GET /?q=p%40ss%2Fword"), "GET /?q=[redacted]");
 * assert.deepEqual(value({ user: "ann", api_key: "k1" }), { user: "ann", api_key: "[redacted]" });
 * ```
 */
export function redactor(secrets: Iterable<string>): Redactor {
  const whole = new Set([...secrets].filter((secret) => secret !== ""));
  const forms = new Set<string>();
  for (const secret of whole) for (const form of formsOf(secret)) forms.add(form);
  const longestFirst = [...forms].filter((form) => form.length >= shortestInText).sort((a, b) => b.length - a.length);
  const find = longestFirst.length === 0 ? undefined : new RegExp(longestFirst.map(escapeRegExp).join("|"), "g");
  const text = (input: string): string => {
    if (whole.has(input)) return redacted;
    return redactPatterns(find === undefined ? input : input.replace(find, redacted));
  };
  return { text, value: (input) => copy(input, { text, whole, copies: new Map() }, 0) };
}

function formsOf(secret: string): string[] {
  const forms = [secret, secret.trim(), ...secret.split(/\r?\n/).map((line) => line.trim())];
  if (secret.isWellFormed()) {
    const encoded = encodeURIComponent(secret);
    const inForm = new URLSearchParams({ s: secret }).toString().slice(2);
    const strict = encoded.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
    for (const form of [encoded, inForm, strict, encoded.replaceAll("%20", "+")]) {
      forms.push(
        form,
        form.replace(/%../g, (hex) => hex.toLowerCase()),
      );
    }
    forms.push(encodeURI(secret));
    forms.push(btoa(String.fromCharCode(...new TextEncoder().encode(secret))).replace(/=+$/, ""));
  }
  forms.push(JSON.stringify(secret).slice(1, -1), secret.replaceAll("'", "''"), secret.replaceAll("'", "\\'"));
  return forms;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

interface Copying {
  readonly text: (text: string) => string;
  readonly whole: ReadonlySet<string>;
  /** What was copied already, for values that hold themselves. */
  readonly copies: Map<object, unknown>;
}

function copy(value: unknown, copying: Copying, depth: number): unknown {
  switch (typeof value) {
    case "string":
      return copying.text(value);
    case "number":
    case "bigint":
      return isSecretNumber(String(value), copying) ? redacted : value;
    case "function":
      return `[function ${copying.text(value.name)}]`;
    case "symbol":
      return copying.text(String(value));
    case "object":
      return value === null ? null : copyObject(value, copying, depth);
    default:
      return value;
  }
}

function isSecretNumber(text: string, copying: Copying): boolean {
  return text.length >= shortestInText && copying.whole.has(text);
}

function copyObject(value: object, copying: Copying, depth: number): unknown {
  const done = copying.copies.get(value);
  if (done !== undefined) return done;
  if (depth >= deepest) return "[too deep]";
  if (value instanceof Date) return value;
  if (value instanceof RegExp) return copying.text(String(value));
  if (value instanceof Error) return copyError(value, copying, depth);
  if (value instanceof ArrayBuffer || value instanceof DataView || value instanceof Uint8Array) {
    return `[${value.byteLength} bytes]`;
  }
  if (ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    copying.copies.set(value, list);
    for (const item of value) list.push(copy(item, copying, depth + 1));
    return list;
  }
  if (value instanceof Map) return copyEntries([...value], value, new Map(), copying, depth);
  if (value instanceof Set) {
    const set = new Set<unknown>();
    copying.copies.set(value, set);
    for (const item of value) set.add(copy(item, copying, depth + 1));
    return set;
  }
  const json = attempt(() =>
    "toJSON" in value && typeof value.toJSON === "function" ? { text: value.toJSON() } : undefined
  );
  if (json !== undefined) return copy(json.text, copying, depth + 1);
  return copyFields(value, {}, copying, depth);
}

function copyEntries(
  entries: readonly (readonly [unknown, unknown])[],
  value: object,
  map: Map<unknown, unknown>,
  copying: Copying,
  depth: number,
): Map<unknown, unknown> {
  copying.copies.set(value, map);
  for (const [key, item] of entries) {
    map.set(copy(key, copying, depth + 1), copyNamed(typeof key === "string" ? key : "", item, copying, depth));
  }
  return map;
}

function copyFields<T extends object>(value: object, target: T, copying: Copying, depth: number): T {
  copying.copies.set(value, target);
  for (const key of Object.keys(value)) {
    const item = attempt(() => (value as Record<string, unknown>)[key]);
    define(target, copying.text(key), copyNamed(key, item, copying, depth));
  }
  return target;
}

/** An error of the same class, so that it is shown and handled as before; its texts and fields are copies. */
function copyError(error: Error, copying: Copying, depth: number): Error {
  const target = new Error(copying.text(error.message));
  Object.setPrototypeOf(target, Object.getPrototypeOf(error));
  copyFields(error, target, copying, depth);
  for (const key of ["name", "stack", "cause", "errors"] as const) {
    if (Object.getOwnPropertyDescriptor(error, key)?.enumerable !== false) continue;
    define(target, key, copy((error as unknown as Record<string, unknown>)[key], copying, depth + 1), false);
  }
  return target;
}

function copyNamed(name: string, value: unknown, copying: Copying, depth: number): unknown {
  const tellsNothing = value === null || value === undefined || value === "" || typeof value === "boolean";
  if (!tellsNothing && isSecretName(name)) return redacted;
  return copy(value, copying, depth + 1);
}

function define(target: object, key: string, value: unknown, enumerable = true): void {
  Object.defineProperty(target, key, { value, enumerable, writable: true, configurable: true });
}

/** What `read` gives; getters of foreign objects may throw, which must not stop a log line. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
