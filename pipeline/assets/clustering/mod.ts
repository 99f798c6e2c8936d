/**
 * Clusters: of what stores sell, of where they stand, and of both together.
 *
 * @module
 */
import type { Asset } from "../../engine/mod.ts";
import type { Table } from "../../resources/types.ts";
import type { ReportSources, SideAssets } from "../report/mod.ts";
import { type AssignmentAssets, assignmentAssets } from "./assignment_assets.ts";
import { type Branch, externalBranch, type ExternalPer, internal } from "./branch.ts";
import { comparisonAsset } from "./comparison_assets.ts";
import { evaluationAsset } from "./evaluation_assets.ts";
import { externalRawFeatures } from "./external_raw_features.ts";
import { type FeatureAssets, featureAssets } from "./feature_assets.ts";
import { mergedAsset, mergedCountsAsset, optimizedAsset } from "./merged_assets.ts";
import { mergedVisualAsset } from "./merged_visual_asset.ts";
import { profileAssets } from "./profile_assets.ts";
import { internalRawFeatures } from "./raw_features.ts";
import { mergedFeaturesAsset } from "./merged_features_asset.ts";
import { reassignedAsset, savedMergedAsset } from "./rebalanced_assets.ts";
import { trainingAssets } from "./training_assets.ts";
import { visualAsset } from "./visual_assets.ts";

export { uniqueInCategory } from "./checks.ts";
export { mergingGroup } from "./merged_assets.ts";
export type { ExternalPer };

/** The assets of one branch, and those that others build on. */
interface BranchAssets {
  readonly all: readonly Asset[];
  readonly features: FeatureAssets;
  readonly assignment: AssignmentAssets;
  /** What reports tell of its clusters. */
  readonly told: SideAssets;
}

function branchAssets(branch: Branch, raw: Asset<Table>): BranchAssets {
  const features = featureAssets(branch, raw);
  const training = trainingAssets(branch, features);
  const assignment = assignmentAssets(branch, features, training);
  const profile = profileAssets(branch, features, training, assignment);
  const comparison = comparisonAsset(branch, training.previous, assignment.assigned);
  const metrics = evaluationAsset(branch, features, assignment);
  const { optimal } = training;
  const visuals = visualAsset(branch, {
    features,
    optimal,
    models: training.models,
    assigned: assignment.assigned,
    profiles: profile.profiles,
    comparison,
  });
  const all = [
    ...Object.values<Asset>({ ...features }),
    ...Object.values<Asset>({ ...training }),
    ...Object.values<Asset>({ ...assignment }),
    metrics,
    ...Object.values<Asset>({ ...profile }),
    comparison,
    visuals,
  ];
  return { all, features, assignment, told: { branch, optimal, metrics, ...profile, comparison, visuals } };
}

/** Assets of both branches and of the merge. */
export interface ClusteringAssets {
  readonly all: readonly Asset[];
  /** Stores of a category with all their clusters and features. */
  readonly reassigned: Asset<Table>;
  /** The same of every category. */
  readonly saved: Asset<Table>;
  /** What the report is made of, without the workbooks. */
  readonly told: Omit<ReportSources, "workbooks">;
}

/** Assets of the jobs internal_clustering_job, external_clustering_job and merging_job. */
export function clusteringAssets(externalPer: ExternalPer): ClusteringAssets {
  const external = externalBranch(externalPer);
  const inside = branchAssets(internal, internalRawFeatures);
  const outside = branchAssets(external, externalRawFeatures(external));
  const merged = mergedAsset(inside.assignment.assigned, outside.assignment.assigned);
  const counts = mergedCountsAsset(merged);
  const split = optimizedAsset(counts);
  const reassigned = reassignedAsset({
    merged,
    split,
    internal: inside.features.imputed,
    external: outside.features.imputed,
  });
  const saved = savedMergedAsset(reassigned);
  const features = mergedFeaturesAsset(reassigned);
  const pictured = mergedVisualAsset(reassigned);
  const all = [...inside.all, ...outside.all, merged, counts, split, reassigned, saved, features, pictured];
  const told = { internal: inside.told, external: outside.told, saved, merged: pictured };
  return { all, reassigned, saved, told };
}
