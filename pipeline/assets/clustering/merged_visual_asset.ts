import { quoteName } from "../../../core/mod.ts";
import { type Asset, defineAsset } from "../../engine/mod.ts";
import { type Figure, type FigureSheet, mergeGridFigure, type Movement, movementFigure } from "../../figures/mod.ts";
import { charts, figures, params, session, type Table } from "../../resources/types.ts";
import { categories } from "../partitions.ts";
import { categoryOf } from "./branch.ts";
import { mergingGroup } from "./merged_assets.ts";
import { drawAll } from "./visual_assets.ts";

interface PairCount {
  readonly internal: number;
  readonly external: number;
  readonly merged: string;
  readonly rebalanced: string;
  readonly stores: number;
}

/** Figures of the merge of a category. */
export function mergedVisualAsset(reassigned: Asset<Table>): Asset<FigureSheet> {
  return defineAsset({
    name: "merged_generate_cluster_visualizations",
    group: mergingGroup,
    description: "Internal x external clusters with their stores, and where the stores of small ones went.",
    kind: figures,
    tags: { stage: "cluster_analysis" },
    partitions: categories,
    deps: { reassigned },
    resources: { session, params, charts },
    async compute({ inputs, resources, partition, signal, addMetadata }) {
      const counts = await resources.session.rows<PairCount>(
        `SELECT internal_cluster AS internal, external_cluster AS external, merged_cluster AS merged,
           rebalanced_cluster AS rebalanced, count(*) AS stores
         FROM ${quoteName(inputs.reassigned.relation)} GROUP BY ALL ORDER BY ALL`,
        undefined,
        { signal },
      );
      const found = mergeFigures(counts, resources.params.min_cluster_size);
      addMetadata({ figures: found.map(({ name }) => name) });
      return {
        title: `Merged clusters: ${categoryOf(partition)}`,
        figures: await drawAll(resources.charts, found, signal),
      };
    },
  });
}

/** The grid of pairs, and where the stores of small pairs went if any did. */
export function mergeFigures(counts: readonly PairCount[], minimumSize: number): readonly Figure[] {
  const moves = counts.filter(({ merged, rebalanced }) => merged !== rebalanced);
  const moved = sum(moves);
  const grid = mergeGridFigure({ cells: cellsOf(counts), minimumSize, moved });
  if (moved === 0) return [grid];
  const movements = moves.map(({ merged, rebalanced, stores }): Movement => ({ from: merged, to: rebalanced, stores }));
  return [
    grid,
    movementFigure({
      name: "rebalancing",
      title: "Where the stores of small pairs went",
      sides: ["pair", "now"],
      movements,
      note: "Each store went by itself to the nearest large pair.",
    }),
  ];
}

function cellsOf(counts: readonly PairCount[]) {
  const pairs = [...new Map(counts.map((one) => [one.merged, one])).values()];
  return pairs.map(({ internal, external, merged }) => ({
    internal,
    external,
    before: sum(counts.filter((one) => one.merged === merged)),
    after: sum(counts.filter((one) => one.rebalanced === merged)),
  }));
}

function sum(counts: readonly PairCount[]): number {
  return counts.reduce((total, { stores }) => total + stores, 0);
}
