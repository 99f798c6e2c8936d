import type { ConfigNode, ListNode, MapNode } from "./node.ts";

/**
 * Lays one configuration over another. Maps are merged key by key, everything else replaces what is below; a key without any
 * value in a file leaves what is below. Maps that both have a `kind` are merged only when it is the same one: a reader of
 * another kind shares no options with the one it replaces. A map whose keys are all list positions changes single items of a
 * list, or appends the next one.
 */
export function mergeNodes(below: ConfigNode, above: ConfigNode): ConfigNode {
  if (above.kind === "scalar") return above.empty === true ? below : above;
  if (above.kind === "list") return above;
  if (below.kind === "map") return sameKind(below, above) ? mergeMaps(below, above) : above;
  if (below.kind === "list" && isItems(below, above)) return mergeItems(below, above);
  return above;
}

function mergeMaps(below: MapNode, above: MapNode): MapNode {
  const entries = new Map(below.entries);
  for (const [key, node] of above.entries) {
    const old = entries.get(key);
    entries.set(key, old === undefined ? node : mergeNodes(old, node));
  }
  return { ...above, entries };
}

function sameKind(below: MapNode, above: MapNode): boolean {
  const [old, fresh] = [below.entries.get("kind"), above.entries.get("kind")];
  if (old?.kind !== "scalar" || fresh?.kind !== "scalar" || fresh.empty === true) return true;
  return old.value === fresh.value;
}

function isItems(below: ListNode, above: MapNode): boolean {
  const keys = [...above.entries.keys()];
  if (keys.length === 0 || !keys.every((key) => /^(0|[1-9]\d{0,8})$/.test(key))) return false;
  let length = below.items.length;
  for (const position of keys.map(Number).sort((a, b) => a - b)) {
    if (position > length) return false;
    if (position === length) length++;
  }
  return true;
}

function mergeItems(below: ListNode, above: MapNode): ListNode {
  const items = [...below.items];
  for (const [key, node] of [...above.entries].sort(([a], [b]) => Number(a) - Number(b))) {
    const old = items[Number(key)];
    items[Number(key)] = old === undefined ? node : mergeNodes(old, node);
  }
  return { ...below, items, origin: above.origin };
}
