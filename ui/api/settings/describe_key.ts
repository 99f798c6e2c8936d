import { parseKeyPath } from "../../../infra/config/mod.ts";

type Node = Readonly<Record<string, unknown>>;

/** Whether a value can have keys. */
export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a JSON Schema says of the value at a key; of several kinds that it can be, the first one's words. */
export function describeKey(schema: Node, path: string): string | undefined {
  let nodes: readonly Node[] = [schema];
  for (const key of parseKeyPath(path) ?? []) nodes = nodes.flatMap((node) => childrenOf(node, String(key)));
  const texts = nodes.flatMap(kindsOf).map(({ description }) => description);
  return texts.find((text): text is string => typeof text === "string");
}

function childrenOf(node: Node, key: string): readonly Node[] {
  return kindsOf(node).flatMap(({ properties, additionalProperties }) => {
    if (isNode(properties) && Object.hasOwn(properties, key)) return isNode(properties[key]) ? [properties[key]] : [];
    return isNode(additionalProperties) ? [additionalProperties] : [];
  });
}

/** A node and what it can be instead. */
function kindsOf(node: Node): readonly Node[] {
  const others = [node["anyOf"], node["oneOf"]].flatMap((some) => Array.isArray(some) ? some.filter(isNode) : []);
  return [node, ...others.flatMap(kindsOf)];
}
