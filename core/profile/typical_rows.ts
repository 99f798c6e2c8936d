/** What is known of each row's place in its cluster; all lists are as long as there are rows. */
export interface RowPlaces {
  /** The cluster of each row; rows below 0 are in none. */
  readonly labels: ArrayLike<number>;
  /** Distance to the centre of the cluster. */
  readonly distances: ArrayLike<number>;
  /** How clear the choice of the cluster is: 0 on the border to another. */
  readonly margins: ArrayLike<number>;
  /** 1 for a row that is not like the others, which is neither typical nor borderline while there are others. */
  readonly outliers?: ArrayLike<number> | undefined;
}

/** Rows of a cluster that stand for it, and rows that could as well be elsewhere. */
export interface TypicalRows {
  /** Nearest to the centre, the nearest first. */
  readonly typical: readonly number[];
  /** Smallest margin, the smallest first. */
  readonly borderline: readonly number[];
}

/**
 * The rows nearest to the centre of each cluster, and those nearest to the border of another one. Of equal rows the first
 * comes first.
 *
 * @param count Most rows of each kind
 * @returns By label, ascending
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { typicalRows } from "./typical_rows.ts";
 *
 * const places = { labels: [0, 0, 1], distances: [2, 1, 0], margins: [0.1, 0.9, 1] };
 * assert.deepEqual(typicalRows(places, 1).get(0), { typical: [1], borderline: [0] });
 * ```
 */
export function typicalRows(places: RowPlaces, count: number): ReadonlyMap<number, TypicalRows> {
  const { labels, distances, margins, outliers } = places;
  const rows = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    if (labels[i]! < 0) continue;
    const own = rows.get(labels[i]!);
    if (own === undefined) rows.set(labels[i]!, [i]);
    else own.push(i);
  }
  const ordered = [...rows].sort(([a], [b]) => a - b);
  return new Map(ordered.map(([label, all]) => {
    const usual = all.filter((row) => outliers?.[row] !== 1);
    const own = usual.length > 0 ? usual : all;
    const least = (values: ArrayLike<number>) =>
      own.toSorted((a, b) => values[a]! - values[b]! || a - b).slice(0, count);
    return [label, { typical: least(distances), borderline: least(margins) }];
  }));
}
