/**
 * Clusters: of what stores sell, of where they stand, and of both together.
 *
 * @module
 */
import type { Asset } from "../../engine/mod.ts";
import { assignmentAssets } from "./assignment_assets.ts";
import { external, internal } from "./branch.ts";
import { evaluationAsset } from "./evaluation_assets.ts";
import { featureAssets } from "./feature_assets.ts";
import { mergedAsset, mergedCountsAsset, optimizedAsset } from "./merged_assets.ts";
import { externalRawFeatures, internalRawFeatures } from "./raw_features.ts";
import { reassignedAsset, savedMergedAsset } from "./rebalanced_assets.ts";
import { trainingAssets } from "./training_assets.ts";

const internalFeatures = featureAssets(internal, internalRawFeatures);
const internalTraining = trainingAssets(internal, internalFeatures);
const internalAssignment = assignmentAssets(internal, internalFeatures, internalTraining);

const externalFeatures = featureAssets(external, externalRawFeatures);
const externalTraining = trainingAssets(external, externalFeatures);
const externalAssignment = assignmentAssets(external, externalFeatures, externalTraining);

const merged = mergedAsset(internalAssignment.assigned, externalAssignment.assigned);
const counts = mergedCountsAsset(merged);
const split = optimizedAsset(counts);
const reassigned = reassignedAsset({
  merged,
  split,
  internal: internalFeatures.imputed,
  external: externalFeatures.imputed,
});

/** Assets of the jobs internal_clustering_job, external_clustering_job and merging_job. */
export const clusteringAssets: readonly Asset[] = [
  ...Object.values<Asset>({ ...internalFeatures }),
  ...Object.values<Asset>({ ...internalTraining }),
  ...Object.values<Asset>({ ...internalAssignment }),
  evaluationAsset(internal, internalFeatures, internalAssignment),
  ...Object.values<Asset>({ ...externalFeatures }),
  ...Object.values<Asset>({ ...externalTraining }),
  ...Object.values<Asset>({ ...externalAssignment }),
  evaluationAsset(external, externalFeatures, externalAssignment),
  merged,
  counts,
  split,
  reassigned,
  savedMergedAsset(reassigned),
];
