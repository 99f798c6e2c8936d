import { type KChoice, quoteLiteral } from "../../../core/mod.ts";
import { type Asset, defineAsset, record } from "../../engine/mod.ts";
import { datasets, params, type Relation, session, type Table, threads } from "../../resources/types.ts";
import { z } from "../../../infra/zod.ts";
import { writeFigures } from "../figures.ts";
import { createTable } from "../relations.ts";
import { type Branch, byCategory, categoryOf, everyCategory } from "./branch.ts";
import type { FeatureAssets } from "./feature_assets.ts";
import { onThread } from "./numeric_tasks.ts";
import { previousAsset, readPrevious } from "./previous.ts";
import { readSpace } from "./space.ts";
import { kChoice, type Trained, trained } from "./training.ts";

const savedSchema = z.strictObject({
  num_models: z.int(),
  models: z.array(z.strictObject({
    category: z.string(),
    algorithm: z.string(),
    num_clusters: z.int(),
    num_samples: z.int(),
    features: z.array(z.string()),
  })),
  files: z.array(z.string()),
});

/** The assets that train clusters. */
export interface TrainingAssets {
  readonly optimal: Asset<KChoice>;
  readonly previous: Asset<Relation>;
  readonly models: Asset<Trained>;
  readonly saved: Asset<z.infer<typeof savedSchema>>;
}

const tags = { stage: "model_training" };

/** Model training of a branch. */
export function trainingAssets(branch: Branch, features: FeatureAssets): TrainingAssets {
  const optimal = optimalAsset(branch, features);
  const previous = previousAsset(branch);
  const models = modelsAsset(branch, features, optimal, previous);
  return { optimal, previous, models, saved: savedAsset(branch, models) };
}

function optimalAsset(branch: Branch, { reduced, preparation }: FeatureAssets): Asset<KChoice> {
  return defineAsset({
    name: `${branch.name}_optimal_cluster_counts`,
    group: branch.group,
    description: "The number of clusters, the reason in words, and the scores of every number that was tried.",
    kind: kChoice,
    tags,
    ...branch.partitions,
    deps: { reduced, preparation },
    resources: { session, params, threads },
    async compute({ inputs, resources, partition, signal, addMetadata }) {
      const { params } = resources;
      const { fitted } = await readSpace(resources.session, inputs.reduced, inputs.preparation, signal);
      const where = `category "${categoryOf(partition)}"`;
      const choice = await onThread(resources.threads, where, "chooseClusters", [fitted, params], signal);
      addMetadata({ optimal: choice.k, rule: choice.rule, reason: choice.reason });
      return choice;
    },
  });
}

function modelsAsset(
  branch: Branch,
  { reduced, preparation }: FeatureAssets,
  optimal: Asset<KChoice>,
  previous: Asset<Relation>,
): Asset<Trained> {
  return defineAsset({
    name: `${branch.name}_train_clustering_models`,
    group: branch.group,
    description: "Clusters, with all it takes to assign new stores; labels continue those published before.",
    kind: trained,
    tags,
    ...branch.partitions,
    deps: { reduced, preparation, optimal, previous },
    resources: { session, params, threads },
    async compute({ inputs, resources, partition, signal, addMetadata }) {
      const category = categoryOf(partition);
      const space = await readSpace(resources.session, inputs.reduced, inputs.preparation, signal);
      const before = resources.params.match_previous_labels
        ? await readPrevious(resources.session, inputs.previous, category, signal)
        : { stores: new Float64Array(), labels: new Float64Array() };
      const { preparation, optimal } = inputs;
      const input = [category, space, preparation, optimal.k, before, resources.params] as const;
      const result = await onThread(resources.threads, `category "${category}"`, "trainClusters", [...input], signal);
      const { clusters, origin } = result.model;
      addMetadata({
        algorithm: clusters.algorithm,
        assignment: clusters.assignment,
        num_clusters: clusters.labels.length,
        num_samples: origin.rows,
        sizes: [...clusters.sizes],
        noise: result.labels?.filter((label) => label < 0).length ?? 0,
        ...result.facts,
        moved_since_previous: result.match?.moved ?? null,
      });
      return result;
    },
  });
}

function savedAsset(branch: Branch, models: Asset<Trained>): TrainingAssets["saved"] {
  return defineAsset({
    name: `${branch.name}_save_clustering_models`,
    group: branch.group,
    description:
      `Publishes the models as JSON, one file per category, through the writer ${branch.name}_clustering_models.`,
    kind: record(savedSchema),
    tags,
    deps: { models: everyCategory(branch, models) },
    resources: { session, datasets },
    async compute({ inputs, resources, localName, signal, addMetadata }) {
      const found = byCategory(inputs.models);
      const tables = new Map<string, Table>();
      for (const [category, { model }] of found) {
        const columns = Object.entries(model).map(([name, part]) =>
          `${quoteLiteral(JSON.stringify(part))}::JSON AS ${name}`
        );
        const table = `${localName}_${tables.size}`;
        tables.set(category, await createTable(resources.session, table, `SELECT ${columns.join(", ")}`, signal));
      }
      const written = await resources.datasets.write(
        `${branch.name}_clustering_models`,
        { kind: "partitions", tables },
        { signal },
      );
      addMetadata(writeFigures(written));
      return {
        num_models: found.size,
        models: [...found].map(([category, { model }]) => ({
          category,
          algorithm: model.clusters.algorithm,
          num_clusters: model.clusters.labels.length,
          num_samples: model.origin.rows,
          features: [...model.preparation.encoder.names],
        })),
        files: [...written.files],
      };
    },
  });
}
