import type { Dendrogram } from "../hierarchy/mod.ts";

/**
 * A dendrogram without the splits that only shed a few rows: what is left are clusters that split in two, or end. A cluster
 * has a greater number than the one that it comes from; 0 is all rows.
 */
export interface CondensedTree {
  /** The cluster that each cluster parts from; -1 for all rows. */
  readonly parents: readonly number[];
  /** Density at which each cluster appears, 1 / distance; 0 for all rows. */
  readonly births: readonly number[];
  /** Highest density at which a row or a cluster leaves each cluster. */
  readonly ends: readonly number[];
  /** Sum over the rows of each cluster of the densities that they stay in it for. */
  readonly stabilities: readonly number[];
  /** The last cluster of each row. */
  readonly homes: Int32Array;
  /** Density at which each row leaves that, Infinity when another row is at the same place. */
  readonly exits: Float64Array;
}

/**
 * Condenses a dendrogram.
 *
 * Reference: R. Campello, D. Moulavi, J. Sander, Density-based clustering based on hierarchical density estimates, PAKDD
 * 2013.
 *
 * @param minClusterSize Parts with fewer rows do not count as clusters
 */
export function condense(dendrogram: Dendrogram, minClusterSize: number): CondensedTree {
  const { rows, merges, heights, sizes } = dendrogram;
  const tree = { parents: [-1], births: [0], ends: [0], stabilities: [0] };
  // Rows first, then merges. A part that has left its cluster has an exit, and so has all of it.
  const homes = new Int32Array(Math.max(1, 2 * rows - 1));
  const exits = new Float64Array(homes.length).fill(NaN);
  const sizeOf = (part: number) => part < rows ? 1 : sizes[part - rows]!;

  function leave(part: number, cluster: number, density: number): void {
    homes[part] = cluster;
    exits[part] = density;
    tree.ends[cluster] = Math.max(tree.ends[cluster]!, density);
    tree.stabilities[cluster]! += (density - tree.births[cluster]!) * sizeOf(part);
  }
  function appear(part: number, parent: number, density: number): void {
    leave(part, parent, density);
    homes[part] = tree.parents.length;
    exits[part] = NaN;
    tree.parents.push(parent);
    tree.births.push(density);
    tree.ends.push(density);
    tree.stabilities.push(0);
  }

  for (let merge = merges.length - 1; merge >= 0; merge--) {
    const cluster = homes[rows + merge]!;
    const [left, right] = merges[merge]!;
    if (!Number.isNaN(exits[rows + merge]!)) {
      homes[left] = homes[right] = cluster;
      exits[left] = exits[right] = exits[rows + merge]!;
      continue;
    }
    const density = 1 / heights[merge]!;
    const enough = [left, right].filter((part) => sizeOf(part) >= minClusterSize);
    for (const part of [left, right]) {
      // Rows at one place are not two clusters, however many they are.
      if (enough.length === 2 && heights[merge]! > 0) appear(part, cluster, density);
      else if (enough.length === 1 && enough[0] === part) homes[part] = cluster;
      else leave(part, cluster, density);
    }
  }
  if (rows === 1) leave(0, 0, 0);
  return { ...tree, homes: homes.slice(0, rows), exits: exits.slice(0, rows) };
}
