/** The clusters of a labelling: which there are, how large, and where each row belongs. */
export interface Groups {
  /** The different labels, ascending. */
  readonly labels: readonly number[];
  /** Number of rows of each label. */
  readonly sizes: readonly number[];
  /** For each row the place of its label in `labels`. */
  readonly index: Int32Array;
}

/**
 * The clusters of a labelling. Labels need not be consecutive.
 *
 * @param labels A whole number from 0 up for each row; rows that belong to no cluster (noise) are to be left out before
 * @param rows Number of rows that must be labelled
 * @throws {RangeError} when there are more or fewer labels than rows, or a label is not a whole number from 0 up
 */
export function groupsOf(labels: ArrayLike<number>, rows: number = labels.length): Groups {
  if (labels.length !== rows) throw new RangeError(`Cannot group rows: ${labels.length} labels for ${rows} rows`);
  const counts = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!Number.isSafeInteger(label) || label < 0) {
      throw new RangeError(`Cannot group rows: label ${label} of row ${i} is not a whole number from 0 up`);
    }
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const found = [...counts.keys()].sort((a, b) => a - b);
  const places = new Map(found.map((label, place) => [label, place]));
  const index = Int32Array.from(labels, (label) => places.get(label)!);
  return { labels: found, sizes: found.map((label) => counts.get(label)!), index };
}
