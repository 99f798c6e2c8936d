import { Problem } from "../errors.ts";
import { isSecretName } from "../secret_names.ts";
import { formatKeyPath, parseKeyPath } from "./key_path.ts";
import { type ConfigNode, type MapNode, nodeOf, type Origin } from "./node.ts";
import { plainScalar } from "./scalar.ts";
import { parseFlow } from "./yaml.ts";

/**
 * The nodes of `key.path=value` texts, later ones over earlier ones.
 *
 * The key ends at the first `=`; `\.`, `\=` and `\\` stand for the characters themselves. The value is null, a number or a
 * boolean where YAML reads it so, a list, map or text where it begins with `[`, `{` or a quote, nothing (empty text) or else
 * the text as it is: `*.csv`, `#1`, `a: b` need no quotes.
 *
 * @throws {Problem} of kind usage that shows how the text should be written.
 */
export function parseOverrides(texts: readonly string[]): MapNode {
  let root = emptyMap({ kind: "default" });
  for (const text of texts) {
    const { path, node } = parseOverride(text);
    root = put(root, path, node, text) as MapNode;
  }
  return root;
}

function emptyMap(origin: Origin): MapNode {
  return { kind: "map", entries: new Map(), origin, keyOrigin: origin };
}

function parseOverride(text: string): { readonly path: readonly string[]; readonly node: ConfigNode } {
  const equals = /^(?:\\.|[^\\=])*=/s.exec(text)?.[0].length;
  if (equals === undefined) {
    const [, key, value] = /^([\w.-]+)(?:\s*:\s*|\s+)(\S.*)$/s.exec(text) ?? [];
    const example = isSecretName(key ?? "") ? "VALUE" : shown(value ?? "VALUE");
    throw usage(shown(text), 'there is no "="', instead(`${key ?? shown(text)}=${example}`));
  }
  const key = text.slice(0, equals - 1);
  const path = parseKeyPath(key.trim());
  if (path === undefined) {
    const found = key.trim() === "" ? "there is no key before the =" : `"${key}" is not a key`;
    const parts = key.split(".").filter((part) => part.trim() !== "");
    throw usage(`${key}=…`, found, instead(`${parts.join(".") || "key.path"}=VALUE`));
  }
  const origin: Origin = { kind: "override", key: formatKeyPath(path) };
  return { path, node: overrideValue(text.slice(equals), origin) };
}

function overrideValue(text: string, origin: Origin): ConfigNode {
  const trimmed = text.trim();
  if (/^["'[{]/.test(trimmed)) {
    const flow = parseFlow(trimmed);
    if (flow !== undefined) return nodeOf(flow.value, origin);
    throw usage(
      `${origin.kind === "override" ? origin.key : ""}=…`,
      "the value is not a closed list, map or text",
      instead('key=["a", "b"]'),
    );
  }
  const value = plainScalar(trimmed);
  const asText: ConfigNode = { kind: "scalar", value: text, origin, keyOrigin: origin };
  return typeof value === "string" ? asText : { ...asText, value, alternative: asText };
}

function put(node: ConfigNode | undefined, path: readonly string[], value: ConfigNode, text: string): ConfigNode {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (node !== undefined && node.kind !== "map") {
    const other = node.origin.kind === "override" ? `--set ${node.origin.key}` : "another --set";
    throw usage(shown(text), `${other} gives a value to a part of this key`, "Give only one of the two.");
  }
  const map = node ?? emptyMap(value.origin);
  const entries = new Map(map.entries);
  entries.set(key, put(entries.get(key), rest, value, text));
  return { ...map, entries };
}

/** The text as an error may show it: a password that was typed with the wrong sign stays out. */
function shown(text: string): string {
  const name = /^[\w.\\-]*/.exec(text)?.[0] ?? "";
  if (isSecretName(name)) return name === text ? text : `${name}…`;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function instead(example: string): string {
  return `Write --set ${/[\s"'\\{[]/.test(example) ? `'${example}'` : example}.`;
}

function usage(text: string, found: string, remedy: string): Problem {
  return new Problem("usage", `Cannot read --set "${text}": ${found}`, { place: "--set", remedy });
}
