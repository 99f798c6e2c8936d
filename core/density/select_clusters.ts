import type { CondensedTree } from "./condense.ts";

/** Ways to choose clusters of a condensed tree: those that hold most density over their splits, or those at its ends. */
export const selections = ["excess_of_mass", "leaf"] as const;

/** One of {@link selections}. */
export type Selection = (typeof selections)[number];

/** Options of {@link selectClusters}. */
export interface SelectionOptions {
  readonly selection: Selection;
  /** Clusters that part at a smaller distance than this stay together. */
  readonly epsilon: number;
}

/**
 * Chooses clusters none of which holds another. All rows together are never one of them.
 *
 * References: R. Campello et al., Hierarchical density estimates for data clustering, visualization, and outlier detection,
 * ACM TKDD 10(1), 2015; C. Malzer, M. Baum, A hybrid approach to hierarchical density-based cluster selection, MFI 2020.
 *
 * @returns For each cluster of the tree whether it is chosen
 */
export function selectClusters(tree: CondensedTree, { selection, epsilon }: SelectionOptions): readonly boolean[] {
  const chosen = selection === "leaf" ? leaves(tree) : excessOfMass(tree);
  return epsilon > 0 ? notBelow(tree, chosen, epsilon) : chosen;
}

function leaves({ parents }: CondensedTree): boolean[] {
  const chosen = parents.map((_, cluster) => cluster > 0);
  for (const parent of parents) if (parent > 0) chosen[parent] = false;
  return chosen;
}

function excessOfMass({ parents, stabilities }: CondensedTree): boolean[] {
  const chosen = parents.map((_, cluster) => cluster > 0);
  const best = [...stabilities];
  const below = parents.map(() => 0);
  for (let cluster = parents.length - 1; cluster > 0; cluster--) {
    if (below[cluster]! > best[cluster]!) {
      chosen[cluster] = false;
      best[cluster] = below[cluster]!;
    }
    below[parents[cluster]!]! += best[cluster]!;
  }
  return withoutNested(parents, chosen);
}

/** Takes back what lies within another chosen cluster. */
function withoutNested(parents: readonly number[], chosen: readonly boolean[]): boolean[] {
  const covered = parents.map(() => false);
  return chosen.map((one, cluster) => {
    const parent = parents[cluster]!;
    covered[cluster] = parent >= 0 && (covered[parent]! || chosen[parent]!);
    return one && !covered[cluster]!;
  });
}

/** Replaces chosen clusters that part at a distance below `epsilon` by the first one above them that does not. */
function notBelow({ parents, births }: CondensedTree, chosen: readonly boolean[], epsilon: number): boolean[] {
  const instead = parents.map(() => false);
  chosen.forEach((one, cluster) => {
    if (!one) return;
    let at = cluster;
    while (1 / births[at]! < epsilon && parents[at]! > 0) at = parents[at]!;
    instead[at] = true;
  });
  return withoutNested(parents, instead);
}

/** For each cluster the chosen one that it lies in or is, -1 for none. */
export function chosenAbove({ parents }: CondensedTree, chosen: readonly boolean[]): readonly number[] {
  const above: number[] = [];
  parents.forEach((parent, cluster) => above.push(chosen[cluster]! ? cluster : above[parent] ?? -1));
  return above;
}
