/** Ways to choose the number of clusters. */
export const kRules = [
  "silhouette",
  "calinski_harabasz",
  "davies_bouldin",
  "combined",
  "elbow",
  "gap",
  "bic",
  "stability",
] as const;

/** One of {@link kRules}. */
export type KRule = (typeof kRules)[number];

/** The scores of one number of clusters; `null` where a score is not defined or was not asked for. */
export interface KScores {
  readonly k: number;
  /** Clusters found: fewer than k when rows repeat. */
  readonly clusters: number;
  /** Rows in the smallest cluster. */
  readonly smallest: number;
  readonly silhouette: number | null;
  readonly calinskiHarabasz: number | null;
  readonly daviesBouldin: number | null;
  readonly inertia: number;
  readonly gap: number | null;
  /** Standard error of the gap. */
  readonly gapError: number | null;
  /** Bayesian information criterion; less is better. */
  readonly bic: number | null;
  /** Mean adjusted Rand index between the clusters and refits to samples of the rows. */
  readonly stability: number | null;
}

/** A line of the table that comes with a choice. */
export interface KRow extends KScores {
  /** What the rule compares, more is better; `null` for a k that cannot be chosen. */
  readonly score: number | null;
  /** Why this k cannot be chosen. */
  readonly ruledOut?: "repeated rows" | "small cluster";
}

/** A number of clusters, and why. Plain data. */
export interface KChoice {
  readonly k: number;
  readonly rule: KRule;
  /** The reason in words, without final full stop. */
  readonly reason: string;
  /** Every k that was tried, ascending. */
  readonly table: readonly KRow[];
}

/** Whether two scores are equal but for rounding. */
export function isTied(a: number, b: number): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return a === b;
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}
