/** How OPTICS went through the rows. Places are positions in `order`. */
export interface Reachability {
  readonly order: Int32Array;
  /** By row; Infinity where nothing led to it. */
  readonly reachability: Float64Array;
  /** By row; Infinity for rows that are no cores. */
  readonly coreDistances: Float64Array;
  /** By row, -1 for none. */
  readonly predecessors: Int32Array;
}

/** The clusters of DBSCAN with a distance, but for some rows at their borders; -1 for noise. */
export function dbscanLabels({ order, reachability, coreDistances }: Reachability, eps: number): Int32Array {
  const labels = new Int32Array(order.length).fill(-1);
  let label = -1;
  for (const row of order) {
    const far = reachability[row]! > eps;
    if (far && coreDistances[row]! > eps) continue;
    if (far) label++;
    labels[row] = label;
  }
  return labels;
}
