import type { DataFile } from "./data.ts";

/** One function on one matrix. */
export interface Single {
  readonly name: string;
  readonly kind: "kmeans" | "isolation_forest" | "pca";
  readonly file: DataFile;
  /** Repetitions with a seed of their own in one process. */
  readonly seeds: number;
  readonly k: number;
  readonly starts: number;
  /** Leaves out the swaps of centres that our k-means adds to the starts. */
  readonly equalEffort: boolean;
  /** How many times as fast as scikit-learn it should be. */
  readonly target: number;
}

/** Seconds of each repetition. */
export interface Timed {
  readonly seconds: readonly number[];
  readonly inertias: readonly number[];
}

/** The matrices that the cases need. */
export interface SingleFiles {
  readonly shares: DataFile;
  readonly small: DataFile;
  readonly large: DataFile;
  readonly huge: DataFile;
}

/** What is compared one by one. */
export function singleCases({ shares, small, large, huge }: SingleFiles): readonly Single[] {
  const kMeans = { kind: "kmeans", starts: 1, equalEffort: true, target: 1 } as const;
  const other = { k: 0, starts: 0, equalEffort: true, seeds: 7 } as const;
  return [
    { ...kMeans, name: "k-means 9k x 12, k 8, 10 starts", file: small, k: 8, starts: 10, seeds: 7 },
    { ...kMeans, name: "the same, ours with swaps", file: small, k: 8, starts: 10, seeds: 7, equalEffort: false },
    { ...kMeans, name: "k-means 200k x 16, k 10, 1 start", file: large, k: 10, seeds: 5 },
    { ...kMeans, name: "k-means 1M x 16, k 10, 1 start", file: huge, k: 10, seeds: 3 },
    { ...other, name: "isolation forest 9k x 24", kind: "isolation_forest", file: shares, target: 2 },
    { ...other, name: "PCA 0.8, 9k x 24", kind: "pca", file: shares, target: 1 },
    { ...other, name: "PCA 0.8, 200k x 16", kind: "pca", file: large, target: 1 },
  ];
}
