import type { DrawnFigure } from "../figures/mod.ts";

/** A store worth a look. */
export interface StoreMark {
  readonly store: number;
  /** Why, such as a distance or a margin. */
  readonly value: number | null;
}

/** A feature that a cluster has much or little of. */
export interface FeatureMark {
  readonly feature: string;
  /** Average of all stores = 100; null where there is none. */
  readonly index: number | null;
}

/** One cluster. */
export interface ClusterReport {
  readonly label: number;
  /** Short name in words. */
  readonly name: string | null;
  readonly stores: number;
  /** Mean silhouette. */
  readonly silhouette: number | null;
  /** How much of the cluster comes back when stores are drawn anew, 0 to 1. */
  readonly stability: number | null;
  /** Features with the highest and the lowest index. */
  readonly high: readonly FeatureMark[];
  readonly low: readonly FeatureMark[];
  /** Stores nearest to the middle, with their distance. */
  readonly typical: readonly StoreMark[];
  /** Stores nearest to another cluster, with their margin. */
  readonly borderline: readonly StoreMark[];
  /** Which stores are in it, as rules in words. */
  readonly rules: readonly string[];
}

/** The scores of a number of clusters; null where a score is not defined. */
export interface ScoreRow {
  readonly k: number;
  readonly smallest: number;
  readonly silhouette: number | null;
  readonly calinskiHarabasz: number | null;
  readonly daviesBouldin: number | null;
  readonly inertia: number;
  readonly gap: number | null;
  readonly bic: number | null;
  /** Agreement of refits, 0 to 1. */
  readonly stability: number | null;
  /** Why this number could not be chosen. */
  readonly ruledOut: string | null;
}

/** Clusters of one side. */
export interface SideReport {
  /** Such as "Internal clusters". */
  readonly title: string;
  readonly chosen: number;
  /** Name of the rule that chose. */
  readonly rule: string;
  readonly reason: string;
  readonly scores: readonly ScoreRow[];
  readonly silhouette: number | null;
  /** Stores that were held out of fitting. */
  readonly outliers: number;
  /** Stores in another cluster than in the run before; null when there was none. */
  readonly moved: number | null;
  readonly clusters: readonly ClusterReport[];
  readonly figures: readonly DrawnFigure[];
}

/** What became of a pair of clusters. */
export interface PairReport {
  readonly pair: string;
  readonly before: number;
  readonly after: number;
}

/** The merge of both sides. */
export interface MergeReport {
  readonly minimumSize: number;
  readonly stores: number;
  readonly moved: number;
  readonly pairs: readonly PairReport[];
  readonly figures: readonly DrawnFigure[];
}

/** Everything about a category. */
export interface CategoryReport {
  readonly category: string;
  readonly sides: readonly SideReport[];
  readonly merge: MergeReport | null;
  /** Name of the workbook beside the report. */
  readonly workbook: string | null;
}

/** Rows of a dataset that one rule put aside. */
export interface RejectReport {
  readonly dataset: string;
  readonly rule: string;
  readonly rows: number;
  /** File, line and text of one of them. */
  readonly sample: string | null;
}

/** What one input was found to be. */
export interface InputReport {
  /** Names of the datasets that were read together. */
  readonly datasets: readonly string[];
  readonly rows: number;
  readonly rejected: number;
  readonly files: readonly string[];
  readonly rejects: readonly RejectReport[];
}

/** How good the data is; fields are null where nothing is known. */
export interface QualityReport {
  readonly inputs: readonly InputReport[];
  /** Share of the sales whose items have no need state, 0 to 1. */
  readonly unmappedShare: number | null;
  readonly unmappedLines: number | null;
  /** Pairs of store and category whose sales are 0. */
  readonly storesWithoutSales: number | null;
  readonly warnings: readonly string[];
}

/** A run's report. */
export interface Report {
  readonly run: string;
  readonly job: string;
  /** Milliseconds since 1970 when the run started. */
  readonly startedAt: number;
  readonly categories: readonly CategoryReport[];
  /** Clusters that hold for every category. */
  readonly common: readonly SideReport[];
  readonly quality: QualityReport;
}
