import { quoteName } from "../../../core/mod.ts";
import { type Asset, defineAsset } from "../../engine/mod.ts";
import { type Relation, session, type Table } from "../../resources/types.ts";
import { type Branch, categoryOf } from "./branch.ts";
import { type ClusterComparison, clusterComparison, compareRuns, fewMoved } from "./comparison_record.ts";
import { readPrevious } from "./previous.ts";
import { storeKey } from "./store_table.ts";

/** A branch's clusters against those published before. */
export function comparisonAsset(
  branch: Branch,
  previous: Asset<Relation>,
  assigned: Asset<Table>,
): Asset<ClusterComparison> {
  return defineAsset({
    name: `${branch.name}_cluster_comparison`,
    group: branch.group,
    description: "Clusters against those published before: which stores moved, and which cluster continues which.",
    kind: clusterComparison,
    tags: { stage: "cluster_analysis" },
    ...branch.partitions,
    deps: { previous, assigned },
    resources: { session },
    checks: [fewMoved],
    async compute({ inputs, resources, partition, signal, addMetadata }) {
      const category = categoryOf(partition);
      const before = await readPrevious(resources.session, inputs.previous, category, signal);
      const columns = await resources.session.columns(
        `SELECT ${storeKey}, cluster FROM ${quoteName(inputs.assigned.relation)} ORDER BY ${storeKey}`,
        undefined,
        { signal },
      );
      const now = { stores: columns.get(storeKey)!, labels: columns.get("cluster")! };
      const comparison = compareRuns(category, before, now);
      const { moved, adjusted_rand, common_stores } = comparison;
      addMetadata({ common_stores, moved, adjusted_rand });
      return comparison;
    },
  });
}
