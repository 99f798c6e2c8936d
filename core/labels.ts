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
 * The clusters of a labelling. Labels need not be consecutive. Rows that belong to no cluster, -1, count as one of their own,
 * as in scikit-learn; leave them out before if they are not to count.
 *
 * @param labels A whole number for each row
 * @param rows Number of rows that must be labelled
 * @throws {RangeError} when there are more or fewer labels than rows, or a label is not a whole number
 */
export function groupsOf(labels: ArrayLike<number>, rows: number = labels.length): Groups {
  if (labels.length !== rows) throw new RangeError(`Cannot group rows: ${labels.length} labels for ${rows} rows`);
  const places = new Map<number, number>();
  const counts: number[] = [];
  const index = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    const label = labels[i]!;
    let place = places.get(label);
    if (place === undefined) {
      if (!Number.isSafeInteger(label)) {
        throw new RangeError(`Cannot group rows: label ${label} of row ${i} is not a whole number`);
      }
      place = counts.push(0) - 1;
      places.set(label, place);
    }
    counts[place] = counts[place]! + 1;
    index[i] = place;
  }
  // So far in the order of appearance.
  const found = [...places.keys()].sort((a, b) => a - b);
  const sizes = found.map((label) => counts[places.get(label)!]!);
  const ranks = new Int32Array(found.length);
  found.forEach((label, rank) => ranks[places.get(label)!] = rank);
  for (let i = 0; i < rows; i++) index[i] = ranks[index[i]!]!;
  return { labels: found, sizes, index };
}
