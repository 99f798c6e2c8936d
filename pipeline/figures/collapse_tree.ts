import type { DendrogramData, DendrogramLeaf } from "./dendrogram_figure.ts";
import { countOf } from "./words.ts";

/**
 * The top of a tree: its last merges, the groups that they join as leaves. A group stands where its own last merge was, and
 * has the label that all its leaves share, if they do.
 *
 * @param most Leaves that are left, at least 2
 */
export function collapseTree(data: DendrogramData, most: number): DendrogramData {
  const { leaves, merges } = data;
  const made = leaves.length - most;
  if (made <= 0) return data;
  const groups: (DendrogramLeaf & { readonly stores: number })[] = leaves.map((leaf) => ({
    ...leaf,
    stores: leaf.stores ?? 1,
  }));
  const open = new Set(leaves.keys());
  for (const { left, right, height } of merges.slice(0, made)) {
    const [a, b] = [groups[left]!, groups[right]!];
    const stores = a.stores + b.stores;
    const shared = a.label !== undefined && a.label === b.label ? { label: a.label } : {};
    open.delete(left);
    open.delete(right);
    open.add(groups.length);
    groups.push({ name: countOf(stores, "store"), stores, height, ...shared });
  }
  const kept = [...open].sort((a, b) => a - b);
  const places = new Map(kept.map((group, place) => [group, place]));
  const place = (group: number) => places.get(group) ?? most + group - leaves.length - made;
  return {
    ...data,
    leaves: kept.map((group) => {
      const { stores: _, ...leaf } = groups[group]!;
      return leaf;
    }),
    merges: merges.slice(made).map(({ left, right, height }) => ({ left: place(left), right: place(right), height })),
  };
}
