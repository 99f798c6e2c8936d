import {
  createRng,
  DataError,
  ellipticScores,
  fitEllipticEnvelope,
  fitIsolationForest,
  fitLocalOutlierFactor,
  flagOutliers,
  isolationScores,
  type Matrix,
} from "../../../core/mod.ts";
import type { JobParams } from "../../resources/types.ts";

/** Ways to look for unusual stores; "none" when the step is off. */
export const outlierMethods = ["iforest", "lof", "elliptic", "none"] as const;

/** One of {@link outlierMethods}. */
export type OutlierMethod = (typeof outlierMethods)[number];

/** Stores that are held out of the fit of clusters. */
export interface HeldOut {
  readonly method: OutlierMethod;
  /** Why no store is held out, when the step is off. */
  readonly skipped: string | null;
  /** STORE_NBR of each, ascending. */
  readonly stores: number[];
  /** How ordinary each of them is: the lower, the less. */
  readonly scores: number[];
  /** Stores with a score below this are held out. */
  readonly threshold: number | null;
}

/** What {@link findOutliers} finds. */
export interface FoundOutliers {
  readonly outliers: HeldOut;
  /** Rows of the other stores, ascending. */
  readonly inliers: ArrayLike<number>;
}

/**
 * Looks for stores that are unlike the others; none are held out when there are too few stores to tell.
 *
 * @param x Scaled features, stores x features
 * @param stores STORE_NBR of each row
 */
export function findOutliers(x: Matrix, stores: Float64Array, params: JobParams): FoundOutliers {
  const { outlier_detection, min_samples_for_outliers, outlier_threshold } = params;
  if (!outlier_detection) return noneHeldOut(x, "outlier_detection is off");
  if (x.rows < min_samples_for_outliers) {
    return noneHeldOut(x, `${x.rows} stores are fewer than min_samples_for_outliers = ${min_samples_for_outliers}`);
  }
  const method = params.outliers_method === "ee" ? "elliptic" : params.outliers_method;
  const scores = scoresBy(method, x, params);
  if (typeof scores === "string") return noneHeldOut(x, scores);
  const { outliers, inliers, threshold } = flagOutliers(scores, outlier_threshold);
  return {
    outliers: {
      method,
      skipped: null,
      stores: Array.from(outliers, (row) => stores[row]!),
      scores: Array.from(outliers, (row) => scores[row]!),
      threshold,
    },
    inliers,
  };
}

function noneHeldOut(x: Matrix, skipped: string): FoundOutliers {
  const inliers = Array.from({ length: x.rows }, (_, row) => row);
  return { outliers: { method: "none", skipped, stores: [], scores: [], threshold: null }, inliers };
}

/** How ordinary each store is, or why that cannot be told. */
function scoresBy(
  method: Exclude<OutlierMethod, "none">,
  x: Matrix,
  { session_id, lof_neighbors }: JobParams,
): ArrayLike<number> | string {
  const rng = createRng(session_id).fork("outliers");
  switch (method) {
    case "iforest":
      return isolationScores(fitIsolationForest(x, { rng }), x);
    case "lof":
      return fitLocalOutlierFactor(x, { neighbours: lof_neighbors }).scores;
    case "elliptic":
      try {
        return ellipticScores(fitEllipticEnvelope(x, { rng }), x);
      } catch (error) {
        // Values are finite here, so what is wrong is that stores are too few for their features.
        if (error instanceof DataError) return error.message;
        throw error;
      }
    default:
      return method satisfies never;
  }
}
