import { redacted } from "../../../infra/redact_patterns.ts";
import { canonicalJson } from "../canonical_json.ts";
import type { Json } from "../types.ts";
import type { Change } from "./reasons.ts";

/** Changes that are told of one text. */
const most = 50;

/**
 * What differs between two JSON texts, by the paths of their leaves; of lists of things with a `path`, by thing. Values of secrets
 * are masked in both, so where nothing else differs the masked keys are named: it was one of them.
 */
export function changesBetween(from: string | undefined, to: string | undefined): readonly Change[] {
  if (from === undefined || to === undefined) return [];
  const [before, now] = [leaves(JSON.parse(from)), leaves(JSON.parse(to))];
  const changes: Change[] = [];
  for (const key of [...new Set([...before.keys(), ...now.keys()])].sort()) {
    const change = changeOf(key, before.get(key), now.get(key));
    if (change !== undefined) changes.push(change);
  }
  if (changes.length > 0) return changes.slice(0, most);
  return [...now].filter(([, value]) => isMasked(value)).map(([key]) => ({ key, what: "changed", secret: true }));
}

function changeOf(key: string, from: Json | undefined, to: Json | undefined): Change | undefined {
  if (from === undefined) return { key, what: "added", to: to! };
  if (to === undefined) return { key, what: "removed", from };
  return canonicalJson(from) === canonicalJson(to) ? undefined : { key, what: "changed", from, to };
}

function isMasked(value: Json): boolean {
  return canonicalJson(value).includes(redacted);
}

function leaves(value: Json): ReadonlyMap<string, Json> {
  const found = new Map<string, Json>();
  collect(value, "", found);
  return found;
}

function collect(value: Json, path: string, found: Map<string, Json>): void {
  if (Array.isArray(value)) return collectList(value, path, found);
  if (typeof value !== "object" || value === null) return void found.set(path, value);
  const entries = Object.entries(value);
  if (entries.length === 0) found.set(path, value);
  for (const [key, item] of entries) collect(item, path === "" ? key : `${path}.${key}`, found);
}

function collectList(list: readonly Json[], path: string, found: Map<string, Json>): void {
  if (!list.some((item) => typeof item === "object" && item !== null)) return void found.set(path, list);
  list.forEach((item, index) => {
    const { path: name, ...rest } = item as { readonly [key: string]: Json };
    if (typeof name === "string") found.set(name, rest);
    else collect(item, `${path}[${index}]`, found);
  });
}
