import { type KChoice, quoteName } from "../../../core/mod.ts";
import { type Asset, defineAsset } from "../../engine/mod.ts";
import { type Figure, type FigureSheet } from "../../figures/mod.ts";
import { type Charts, charts, figures, type Session, session, type Table } from "../../resources/types.ts";
import { type Branch, categoryOf } from "./branch.ts";
import { type AssignedStores, categoryFigures } from "./cluster_figures.ts";
import type { ClusterComparison } from "./comparison_record.ts";
import type { FeatureAssets } from "./feature_assets.ts";
import type { ClusterProfiles } from "./profile_record.ts";
import { readSpace } from "./space.ts";
import { readMatrix, storeKey } from "./store_table.ts";
import type { Trained } from "./training.ts";
import { viewPlane } from "./view_plane.ts";

/** What the figures of a branch are drawn from. */
export interface VisualSources {
  readonly features: FeatureAssets;
  readonly optimal: Asset<KChoice>;
  readonly models: Asset<Trained>;
  readonly assigned: Asset<Table>;
  readonly profiles: Asset<ClusterProfiles>;
  readonly comparison: Asset<ClusterComparison>;
}

/** Figures of a branch's clusters. */
export function visualAsset(
  branch: Branch,
  { features, optimal, models, assigned, profiles, comparison }: VisualSources,
): Asset<FigureSheet> {
  const { reduced, preparation, normalized, metadata } = features;
  return defineAsset({
    name: `${branch.name}_generate_cluster_visualizations`,
    group: branch.group,
    description:
      "Scores against k, sizes, silhouettes, stores in two components, profile, correlations, the tree of merges and movement, as SVG.",
    kind: figures,
    tags: { stage: "cluster_analysis" },
    ...branch.partitions,
    deps: { optimal, models, assigned, profiles, comparison, reduced, preparation, normalized, metadata },
    resources: { session, charts },
    async compute({ inputs, resources, partition, signal, addMetadata }) {
      const { session } = resources;
      const { names } = inputs.preparation.preparation.encoder;
      const space = await readSpace(session, inputs.reduced, inputs.preparation, signal);
      const plane = await viewPlane({
        preparation: inputs.preparation.preparation,
        space: space.x,
        scaled: async () => (await readMatrix(session, inputs.normalized, names, signal)).x,
      });
      const found = categoryFigures({
        choice: inputs.optimal,
        assigned: await readAssigned(session, inputs.assigned, signal),
        dendrogram: inputs.models.dendrogram,
        heldOut: space.outlier,
        plane,
        profiles: inputs.profiles,
        comparison: inputs.comparison,
        features: names,
        correlations: inputs.metadata.correlations,
      });
      addMetadata({ figures: found.map(({ name }) => name) });
      return { title: titleOf(branch, categoryOf(partition)), figures: await drawAll(resources.charts, found, signal) };
    },
  });
}

function titleOf(branch: Branch, category: string): string {
  return `${branch.name === "internal" ? "Internal" : "External"} clusters: ${category}`;
}

/** Draws one figure after the other, leaving room for other work between them. */
export async function drawAll(charts: Charts, figures: readonly Figure[], signal: AbortSignal) {
  const drawn = [];
  for (const figure of figures) {
    signal.throwIfAborted();
    drawn.push(await charts.draw(figure));
  }
  return drawn;
}

/** Reads what the assignment says about each store, by ascending store. */
export async function readAssigned(session: Session, assigned: Table, signal: AbortSignal): Promise<AssignedStores> {
  const columns = await session.columns(
    `SELECT ${storeKey}, cluster, is_outlier::INTEGER AS held, silhouette FROM ${quoteName(assigned.relation)}
     ORDER BY ${storeKey}`,
    undefined,
    { signal },
  );
  return {
    stores: columns.get(storeKey)!,
    labels: columns.get("cluster")!,
    outliers: columns.get("held")!,
    silhouettes: columns.get("silhouette")!,
  };
}
