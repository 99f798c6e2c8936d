import { formatKeyPath, type KeyPath } from "./key_path.ts";

/** Where a value was written. */
export type Origin =
  | { readonly kind: "default" }
  | { readonly kind: "file"; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: "override"; readonly key: string };

interface NodeBase {
  readonly origin: Origin;
  /** Where the key of this value was written, when it stands in a map. */
  readonly keyOrigin?: Origin;
  /** The environment variables that the value was made of. */
  readonly variables?: readonly string[];
}

/** A value that is neither a list nor a map. */
export interface ScalarNode extends NodeBase {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** A key without a value in a file; it leaves what is below. */
  readonly empty?: boolean;
  /** What else the same characters may mean (the variable "8" a number, `--set key=8` a text), if the schema wants it. */
  readonly alternative?: ConfigNode;
}

/** A list of values. */
export interface ListNode extends NodeBase {
  readonly kind: "list";
  readonly items: readonly ConfigNode[];
}

/** Named values in the order in which they were written. */
export interface MapNode extends NodeBase {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, ConfigNode>;
}

/** A value of a configuration that knows where it comes from. */
export type ConfigNode = ScalarNode | ListNode | MapNode;

/** Nodes for a plain value; `undefined` in a map is left out. */
export function nodeOf(value: unknown, origin: Origin): ConfigNode {
  if (Array.isArray(value)) {
    return {
      kind: "list",
      items: value.map((item) => nodeOf(item, origin)),
      origin,
      keyOrigin: origin,
    };
  }
  if (typeof value === "object" && value !== null) {
    const given = Object.entries(value).filter(([, item]) => item !== undefined);
    const entries = new Map(given.map(([key, item]) => [key, nodeOf(item, origin)]));
    return { kind: "map", entries, origin, keyOrigin: origin };
  }
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return { kind: "scalar", value, origin, keyOrigin: origin };
  }
  throw new TypeError(`Cannot use a ${typeof value} in a configuration`);
}

/** The plain value of a node: text, number, boolean, null, list or record. */
export function valueOf(node: ConfigNode): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(valueOf);
    case "map":
      return Object.fromEntries([...node.entries].map(([key, item]) => [key, valueOf(item)]));
    default:
      return unreachable(node);
  }
}

/** The value at one key or position of a node. */
export function childOf(node: ConfigNode, part: string | number): ConfigNode | undefined {
  if (node.kind === "map") return node.entries.get(String(part));
  if (node.kind === "list" && /^\d+$/.test(String(part))) return node.items[Number(part)];
  return undefined;
}

/** The value at a path. */
export function nodeAt(node: ConfigNode, path: KeyPath): ConfigNode | undefined {
  let found: ConfigNode | undefined = node;
  for (const part of path) found = found === undefined ? undefined : childOf(found, part);
  return found;
}

/** Calls `visit` for a node and everything in it, outermost first. */
export function walkNodes(
  node: ConfigNode,
  visit: (node: ConfigNode, path: KeyPath) => void,
  path: KeyPath = [],
): void {
  visit(node, path);
  if (node.kind === "list") node.items.forEach((item, i) => walkNodes(item, visit, [...path, i]));
  if (node.kind === "map") { for (const [key, item] of node.entries) walkNodes(item, visit, [...path, key]); }
}

/** A copy in which some nodes, by their written path, are others. */
export function replaceNodes(node: ConfigNode, other: ReadonlyMap<string, ConfigNode>, path: KeyPath = []): ConfigNode {
  const found = other.get(formatKeyPath(path));
  if (found !== undefined) return found;
  if (node.kind === "list") {
    return {
      ...node,
      items: node.items.map((item, i) => replaceNodes(item, other, [...path, i])),
    };
  }
  if (node.kind === "map") {
    const entries = [...node.entries].map(([key, item]) => [key, replaceNodes(item, other, [...path, key])] as const);
    return { ...node, entries: new Map(entries) };
  }
  return node;
}

/** A place as errors and `config show` name it. */
export function formatOrigin(origin: Origin): string {
  switch (origin.kind) {
    case "default":
      return "default";
    case "file":
      return `${origin.file}:${origin.line}:${origin.column}`;
    case "override":
      return `--set ${origin.key}`;
    default:
      return unreachable(origin);
  }
}

function unreachable(value: never): never {
  throw new TypeError(`Cannot handle ${JSON.stringify(value)}`);
}
