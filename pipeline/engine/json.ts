import { redacted } from "../../infra/redact_patterns.ts";
import { isSecretName } from "../../infra/secret_names.ts";
import type { Json, Metadata } from "./types.ts";

/** Hides secrets in a text. */
export type Redact = (text: string) => string;

const deepest = 12;

/**
 * Anything as JSON that can be recorded, with secrets hidden: what JSON has no word for becomes text, big integers become
 * numbers where they are exact, undefined is left out.
 */
export function recordable(value: unknown, redact: Redact): Json {
  return convert(value, redact, 0) ?? null;
}

/** {@link recordable} for named facts. */
export function recordableFields(fields: Readonly<Record<string, unknown>>, redact: Redact): Metadata {
  return convert({ ...fields }, redact, 0) as Metadata;
}

function convert(value: unknown, redact: Redact, depth: number): Json | undefined {
  switch (typeof value) {
    case "string":
      return redact(value);
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "bigint":
      return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
    case "undefined":
      return undefined;
    case "symbol":
    case "function":
      return redact(String(value));
    case "object":
      return value === null ? null : convertObject(value, redact, depth);
    default:
      throw new TypeError(`Cannot write a value of type ${typeof value}`);
  }
}

function convertObject(value: object, redact: Redact, depth: number): Json {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
  if (value instanceof Error) return redact(`${value.name}: ${value.message}`);
  if (depth >= deepest) return "…";
  if (value instanceof Map) return convertObject([...value], redact, depth);
  if (value instanceof Set || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    return convertObject([...(value as unknown as Iterable<unknown>)], redact, depth);
  }
  if (Array.isArray(value)) return value.map((item) => convert(item, redact, depth + 1) ?? null);
  const entries: [string, Json][] = [];
  for (const [key, item] of Object.entries(value)) {
    const converted = isSecretName(key) && item !== null ? redacted : convert(item, redact, depth + 1);
    if (converted !== undefined) entries.push([key, converted]);
  }
  return Object.fromEntries(entries);
}

/** Whether a value is an object with named fields. */
export function isFields(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
