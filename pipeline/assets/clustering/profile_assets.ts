import { quoteName } from "../../../core/mod.ts";
import { type Asset, defineAsset } from "../../engine/mod.ts";
import { params, type Session, session, type Table, threads } from "../../resources/types.ts";
import type { AssignmentAssets } from "./assignment_assets.ts";
import { type Branch, categoryOf } from "./branch.ts";
import type { FeatureAssets } from "./feature_assets.ts";
import { onThread } from "./numeric_tasks.ts";
import { type AssignedStores, type ClusterProfiles, clusterProfiles } from "./profile_record.ts";
import { clusterStabilityKind, type Stability, stableClusters } from "./profile_stability.ts";
import { readSpace } from "./space.ts";
import { readMatrix, storeKey } from "./store_table.ts";
import type { TrainingAssets } from "./training_assets.ts";

/** The assets that say what clusters are like. */
export interface ProfileAssets {
  readonly stability: Asset<Stability>;
  readonly profiles: Asset<ClusterProfiles>;
}

const tags = { stage: "cluster_analysis" };

/** Stability and profiles of a branch's clusters. */
export function profileAssets(
  branch: Branch,
  features: FeatureAssets,
  training: TrainingAssets,
  { assigned }: AssignmentAssets,
): ProfileAssets {
  return {
    stability: stabilityAsset(branch, features, training),
    profiles: profilesAsset(branch, features, assigned),
  };
}

function stabilityAsset(
  branch: Branch,
  { reduced, preparation }: FeatureAssets,
  { models }: TrainingAssets,
): Asset<Stability> {
  return defineAsset({
    name: `${branch.name}_cluster_stability`,
    group: branch.group,
    description: "How well each cluster comes out again when clusters are fitted to samples of the stores.",
    kind: clusterStabilityKind,
    tags,
    ...branch.partitions,
    deps: { reduced, preparation, models },
    resources: { session, params, threads },
    checks: [stableClusters],
    async compute({ inputs, resources, partition, signal, addMetadata }) {
      const { stability } = resources.params;
      const category = categoryOf(partition);
      const { fitted } = await readSpace(resources.session, inputs.reduced, inputs.preparation, signal);
      const { model, labels } = inputs.models;
      const input = [fitted, { model, labels }, resources.params] as const;
      const found = await onThread(resources.threads, `category "${category}"`, "stabilityOf", [...input], signal);
      const values = found.flatMap(({ jaccard }) => jaccard === null ? [] : [jaccard]);
      addMetadata({
        bootstraps: stability.bootstraps,
        lowest_jaccard: values.length === 0 ? null : Math.min(...values),
        jaccard: Object.fromEntries(found.map(({ label, jaccard }) => [label, jaccard])),
      });
      return {
        category,
        bootstraps: stability.bootstraps,
        clusters: found.map(({ label, size, ...rest }) => ({ cluster: label, stores: size, ...rest })),
      };
    },
  });
}

function profilesAsset(
  branch: Branch,
  { imputed, preparation }: FeatureAssets,
  assigned: Asset<Table>,
): Asset<ClusterProfiles> {
  return defineAsset({
    name: `${branch.name}_cluster_profiles`,
    group: branch.group,
    description:
      "What sets each cluster apart, its name, its typical and its borderline stores, and rules that tell it.",
    kind: clusterProfiles,
    tags,
    ...branch.partitions,
    deps: { imputed, preparation, assigned },
    resources: { session, params, threads },
    async compute({ inputs, resources, partition, signal, addMetadata }) {
      const category = categoryOf(partition);
      const { names } = inputs.preparation.preparation.encoder;
      const { x } = await readMatrix(resources.session, inputs.imputed, names, signal);
      const stores = await readAssigned(resources.session, inputs.assigned, signal);
      const input = [category, names, x, stores, resources.params.profile] as const;
      const where = `category "${category}"`;
      const profiles = await onThread(resources.threads, where, "describeClusters", [...input], signal);
      addMetadata({
        names: Object.fromEntries(profiles.clusters.map(({ cluster, name }) => [cluster, name])),
        rule_accuracy: profiles.rule_accuracy,
      });
      return profiles;
    },
  });
}

async function readAssigned(session: Session, { relation }: Table, signal: AbortSignal): Promise<AssignedStores> {
  const columns = await session.columns(
    `SELECT ${storeKey} AS stores, cluster AS labels, distance AS distances, margin AS margins,
       coalesce(second_cluster, -1) AS second, is_outlier::INTEGER AS outliers
     FROM ${quoteName(relation)} ORDER BY ${storeKey}`,
    undefined,
    { signal },
  );
  const of = (name: keyof AssignedStores) => columns.get(name)!;
  return {
    stores: of("stores"),
    labels: of("labels"),
    distances: of("distances"),
    margins: of("margins"),
    second: of("second"),
    outliers: of("outliers"),
  };
}
