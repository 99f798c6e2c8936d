import type { Matrix } from "../matrix.ts";

/** How much each neighbour counts: all the same, or one divided by its distance. */
export const neighbourWeights = ["uniform", "distance"] as const;

/** One of {@link neighbourWeights}. */
export type NeighbourWeights = (typeof neighbourWeights)[number];

/** Rows that gaps are filled from. Plain data. */
export interface NeighbourFill {
  readonly kind: "knn";
  readonly neighbours: number;
  readonly weights: NeighbourWeights;
  readonly columns: number;
  /** The rows of the fit, one after the other; `null` where a value is missing. */
  readonly values: readonly (number | null)[];
}

/** Rows ready for distances: gaps hold 0 and count for nothing. */
interface Donors {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
  /** 1 where a value is there. */
  readonly present: Uint8Array;
}

/** The nearest donors so far, ascending. */
interface Best {
  readonly squared: Float64Array;
  readonly rows: Int32Array;
  found: number;
}

/** Keeps the rows of a fit. @param x rows x columns, NaN where a value is missing */
export function fitNeighbourFill(x: Matrix, neighbours: number, weights: NeighbourWeights): NeighbourFill {
  const values = Array.from(x.data, (value) => Number.isNaN(value) ? null : value);
  return { kind: "knn", neighbours, weights, columns: x.columns, values };
}

/**
 * Fills each gap, in place, with the mean of the column over the nearest rows of the fit that have it. The distance counts
 * the columns that both rows have, scaled up to all columns; a row that shares none with any donor gets the fallback.
 *
 * Reference: O. Troyanskaya and others, Missing value estimation methods for DNA microarrays, Bioinformatics 17(6), 2001.
 *
 * @param x rows x columns, NaN where a value is missing
 * @param fallbacks The mean of each column
 */
export function fillFromNeighbours(model: NeighbourFill, x: Matrix, fallbacks: readonly number[]): void {
  const donors = donorsOf(model);
  const squared = new Float64Array(donors.rows);
  const count = Math.min(model.neighbours, donors.rows);
  const best: Best = { squared: new Float64Array(count), rows: new Int32Array(count), found: 0 };
  for (let i = 0; i < x.rows; i++) {
    const row = x.data.subarray(i * x.columns, (i + 1) * x.columns);
    const gaps = [...row.keys()].filter((j) => Number.isNaN(row[j]!));
    if (gaps.length === 0) continue;
    writeDistances(donors, row, squared);
    for (const j of gaps) row[j] = fillOf(donors, squared, j, best, model.weights) ?? fallbacks[j]!;
  }
}

function donorsOf({ columns, values }: NeighbourFill): Donors {
  return {
    rows: columns === 0 ? 0 : values.length / columns,
    columns,
    values: Float64Array.from(values, (value) => value ?? 0),
    present: Uint8Array.from(values, (value) => value === null ? 0 : 1),
  };
}

/** Squared distances from a row to all donors; NaN where they share no column. */
function writeDistances({ rows, columns, values, present }: Donors, row: Float64Array, squared: Float64Array): void {
  const known = Int32Array.from([...row.keys()].filter((j) => !Number.isNaN(row[j]!)));
  for (let d = 0, start = 0; d < rows; d++, start += columns) {
    let sum = 0;
    let shared = 0;
    for (let k = 0; k < known.length; k++) {
      const j = known[k]!;
      const there = present[start + j]!;
      const difference = (row[j]! - values[start + j]!) * there;
      sum += difference * difference;
      shared += there;
    }
    squared[d] = sum * columns / shared;
  }
}

/** The mean over the nearest donors that have column `j`; `undefined` when none shares a column with the row. */
function fillOf(donors: Donors, squared: Float64Array, j: number, best: Best, weights: NeighbourWeights) {
  const { rows, columns, values, present } = donors;
  best.found = 0;
  for (let d = 0; d < rows; d++) {
    if (present[d * columns + j] === 1 && !Number.isNaN(squared[d]!)) offer(best, squared[d]!, d);
  }
  if (best.found === 0) return undefined;
  const exact = weights === "distance" && best.squared[0] === 0;
  let sum = 0;
  let total = 0;
  for (let n = 0; n < best.found; n++) {
    const distance = best.squared[n]!;
    const weight = weights === "uniform" ? 1 : exact ? (distance === 0 ? 1 : 0) : 1 / Math.sqrt(distance);
    sum += weight * values[best.rows[n]! * columns + j]!;
    total += weight;
  }
  return sum / total;
}

/** Keeps a donor if it is among the nearest; of equally near ones the first. */
function offer(best: Best, distance: number, row: number): void {
  const { squared, rows } = best;
  const full = best.found === squared.length;
  if (full && distance >= squared[best.found - 1]!) return;
  let at = full ? best.found - 1 : best.found++;
  for (; at > 0 && squared[at - 1]! > distance; at--) {
    squared[at] = squared[at - 1]!;
    rows[at] = rows[at - 1]!;
  }
  squared[at] = distance;
  rows[at] = row;
}
