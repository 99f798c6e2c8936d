import type { LinkageName } from "../../core/mod.ts";

/** One fit that is timed. */
export type Case =
  | { readonly name: string; readonly kind: "agglomerative"; readonly linkage: LinkageName; readonly k: number }
  | { readonly name: string; readonly kind: "dbscan"; readonly eps: number; readonly minSamples: number }
  | { readonly name: string; readonly kind: "hdbscan"; readonly minClusterSize: number; readonly minSamples: number };

/** All fits that are timed. */
export const cases: readonly Case[] = [
  { name: "ward", kind: "agglomerative", linkage: "ward", k: 8 },
  { name: "average", kind: "agglomerative", linkage: "average", k: 8 },
  { name: "complete", kind: "agglomerative", linkage: "complete", k: 8 },
  { name: "single", kind: "agglomerative", linkage: "single", k: 8 },
  { name: "dbscan", kind: "dbscan", eps: 1.5, minSamples: 10 },
  { name: "hdbscan", kind: "hdbscan", minClusterSize: 15, minSamples: 5 },
];

/** What one fit gives. */
export interface Timed {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly labels: readonly number[];
}
