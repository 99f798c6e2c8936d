import { stringify } from "yaml";
import type { RunRecord } from "../../../pipeline/engine/mod.ts";

/** What a form begins with: what a run before was asked for, or nothing. */
export function beginOf(run: RunRecord | undefined, selection: string, own: Readonly<Record<string, string>>) {
  if (run === undefined) return { overrides: "", partitions: [], tags: {} };
  const { request, tags } = run;
  const texts = Array.isArray(request["overrides"]) ? request["overrides"].map(String) : [];
  const keys = request["partitions"];
  const other = request["selection"];
  return {
    overrides: overridesYaml(texts),
    partitions: Array.isArray(keys) ? keys.map(String) : [],
    tags: Object.fromEntries(Object.entries(tags).filter(([name, value]) => own[name] !== value)),
    ...(typeof other === "string" && other !== "" && other !== selection ? { selection: other } : {}),
  };
}

/** `key.path=value` texts as YAML. */
function overridesYaml(texts: readonly string[]): string {
  const root: Record<string, unknown> = {};
  for (const text of texts) {
    const [, key = "", value = ""] = /^((?:\\.|[^\\=])*)=(.*)$/s.exec(text) ?? [];
    const path = key.split(/(?<!\\)\./).map((part) => part.replaceAll(/\\(.)/g, "$1"));
    const last = path.pop() ?? "";
    let at = root;
    for (const part of path) at = (at[part] ??= {}) as Record<string, unknown>;
    at[last] = valueOf(value);
  }
  return texts.length === 0 ? "" : stringify(root);
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
