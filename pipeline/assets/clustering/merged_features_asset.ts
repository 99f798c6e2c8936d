import { z } from "../../../infra/zod.ts";
import { type Asset, defineAsset, record } from "../../engine/mod.ts";
import { datasets, type Table } from "../../resources/types.ts";
import { writeFigures } from "../figures.ts";
import { byCategory, everyCategory, internal } from "./branch.ts";
import { mergingGroup } from "./merged_assets.ts";

const outputSchema = z.strictObject({ num_categories: z.int(), files: z.array(z.string()) });

/** Each category's stores with all their clusters and the features of both sides, a column each, published. */
export function mergedFeaturesAsset(reassigned: Asset<Table>): Asset<z.infer<typeof outputSchema>> {
  return defineAsset({
    name: "merged_cluster_features",
    group: mergingGroup,
    description: "Publishes each category's stores with their clusters and features through the writer " +
      "merged_cluster_features, a column per feature; int_ and ext_ tell the side.",
    kind: record(outputSchema),
    deps: { reassigned: everyCategory(internal, reassigned) },
    resources: { datasets },
    async compute({ inputs, resources, signal, addMetadata }) {
      const tables = byCategory(inputs.reassigned);
      const written = await resources.datasets.write(
        "merged_cluster_features",
        { kind: "partitions", tables },
        { signal },
      );
      addMetadata(writeFigures(written));
      return { num_categories: tables.size, files: [...written.files] };
    },
  });
}
