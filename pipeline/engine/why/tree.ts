import { stepId } from "../types.ts";
import type { AssetExplanation, StaleReason } from "./reasons.ts";

/** A graph of shared reasons as a tree: whatever is met again is only named. Partitions of one asset do not hide each other. */
export function asTree(explanation: AssetExplanation): AssetExplanation {
  return explanationTree(explanation, new Set());
}

function explanationTree(explanation: AssetExplanation, seen: Set<string>): AssetExplanation {
  const { step, reasons, notes, partitions } = explanation;
  const key = `step ${step}`;
  if (seen.has(key) && reasons.length + notes.length > 0) {
    const { partitions: _, ...own } = explanation;
    return { ...own, reasons: [], notes: [], elsewhere: true };
  }
  seen.add(key);
  const tree = { ...explanation, reasons: each(reasons, ownerOf, seen, reasonTree) };
  if (partitions === undefined) return tree;
  return { ...tree, partitions: each(partitions, ({ asset }) => asset, seen, explanationTree) };
}

function reasonTree(reason: StaleReason, seen: Set<string>): StaleReason {
  switch (reason.kind) {
    case "input_stale":
    case "keys_open":
      return { ...reason, input: explanationTree(reason.input, seen) };
    case "input_changed": {
      const key = `change ${stepId(reason.asset, reason.partition)} ${reason.made?.run ?? ""}`;
      if (reason.because.length === 0) return reason;
      if (seen.has(key)) return { ...reason, because: [], elsewhere: true };
      seen.add(key);
      return { ...reason, because: each(reason.because, ownerOf, seen, reasonTree) };
    }
    default:
      return reason;
  }
}

/** The asset whose partition a reason is about; undefined for what is about no partition. */
function ownerOf(reason: StaleReason): string | undefined {
  if (reason.kind === "input_changed") return reason.partition === undefined ? undefined : reason.asset;
  if (reason.kind !== "input_stale") return undefined;
  return reason.input.partition === undefined ? undefined : reason.input.asset;
}

/** Items of one owner all start from what was seen before the first of them, so that what they share is told the same way. */
function each<Item>(
  items: readonly Item[],
  owner: (item: Item) => string | undefined,
  seen: Set<string>,
  tree: (item: Item, seen: Set<string>) => Item,
): readonly Item[] {
  const before = new Map<string, ReadonlySet<string>>();
  return items.map((item) => {
    const name = owner(item);
    if (name === undefined) return tree(item, seen);
    const start = before.get(name) ?? new Set(seen);
    before.set(name, start);
    const own = new Set(start);
    const found = tree(item, own);
    for (const key of own) seen.add(key);
    return found;
  });
}
