import type { Centroids } from "../cluster/mod.ts";
import type { MatrixNames } from "../matrix.ts";
import type { Rng } from "../rng.ts";

/** What every fitted model tells of the rows of its fit. */
export interface FittedRows {
  /** The cluster of each row of the fit: 0 is the largest; -1 is noise. */
  readonly rowLabels: readonly number[];
  /** Rows of the fit in each cluster, descending. */
  readonly sizes: readonly number[];
}

/** A model whose clusters have centres, and whose rows belong to the nearest of them. */
export type CentredModel = FittedRows & Centroids;

/** Options that every method with a given number of clusters has. */
export interface CountOptions {
  /** Number of clusters, 1 to the number of rows. When fewer rows differ, there are only as many clusters. */
  readonly k: number;
  /** Source of chance. Only forks of it are drawn from, so equal generators give equal fits. */
  readonly rng: Rng;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}
