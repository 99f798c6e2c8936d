/**
 * Mutual information that two labellings with the given cluster sizes share on average over all ways to deal the rows
 * out, in nats: for each pair of clusters, the rows that they share follow the hypergeometric distribution.
 *
 * Probabilities are built from the most likely count outwards by their ratios, so that no logarithm of a factorial takes
 * digits away, and end where they no longer matter.
 *
 * Reference: N. Vinh, J. Epps, J. Bailey, Journal of Machine Learning Research 11, 2010, formula 24a.
 *
 * @param first Rows in each cluster of one labelling
 * @param second Rows in each cluster of the other
 * @param rows Rows in all
 */
export function expectedInformation(first: ArrayLike<number>, second: ArrayLike<number>, rows: number): number {
  // Clusters of one size share alike; with many clusters there are far fewer sizes than clusters.
  const [own, other] = [countSizes(first), countSizes(second)];
  let sum = 0;
  for (const [a, as] of own) {
    for (const [b, bs] of other) sum += as * bs * expectedPair(a, b, rows);
  }
  return sum;
}

function countSizes(sizes: ArrayLike<number>): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < sizes.length; i++) counts.set(sizes[i]!, (counts.get(sizes[i]!) ?? 0) + 1);
  return counts;
}

const negligible = 1e-22;

function expectedPair(a: number, b: number, rows: number): number {
  const low = Math.max(0, a + b - rows);
  const high = Math.min(a, b);
  const mode = Math.min(high, Math.max(low, Math.floor((a + 1) * (b + 1) / (rows + 2))));
  const gain = (shared: number) => shared === 0 ? 0 : shared / rows * Math.log(rows * shared / (a * b));
  let mass = 1;
  let sum = gain(mode);
  for (let n = mode, weight = 1; n < high && weight > negligible; n++) {
    weight *= (a - n) / (n + 1) * ((b - n) / (rows - a - b + n + 1));
    mass += weight;
    sum += weight * gain(n + 1);
  }
  for (let n = mode, weight = 1; n > low && weight > negligible; n--) {
    weight *= n / (a - n + 1) * ((rows - a - b + n) / (b - n + 1));
    mass += weight;
    sum += weight * gain(n - 1);
  }
  return sum / mass;
}
