import { quoteName } from "../../../core/mod.ts";
import { defineCheck } from "../../engine/mod.ts";
import { params, session, table } from "../../resources/types.ts";
import { countOffending, samplesIn } from "../offending.ts";

/** Each store is there once in a category. */
export const uniqueInCategory = defineCheck(table, {
  name: "unique_store_category",
  description: "Store and category occur together once",
  severity: "error",
  resources: { session },
  run: ({ value, resources, signal }) =>
    countOffending(
      resources.session,
      `SELECT STORE_NBR, category, count(*) AS copies FROM ${quoteName(value.relation)}
       GROUP BY ALL HAVING count(*) > 1`,
      "stores that a category has more than once",
      signal,
    ),
});

/** Every store that went in came out: compares `stores_without_cluster` of the metadata with 0. */
export const noStoreLost = defineCheck(table, {
  name: "no_store_lost",
  description: "Every store with features has a cluster",
  severity: "error",
  run({ value, metadata }) {
    const lost = Number(metadata["stores_without_cluster"]);
    return {
      passed: lost === 0,
      message: lost === 0 ? `All ${value.rows} stores have a cluster` : `${lost} stores have no cluster`,
      figures: { stores: value.rows, lost },
      samples: samplesIn(metadata, "stores_without_cluster_samples"),
    };
  },
});

/** Moving stores neither adds nor loses any: compares `before` and `after` of the metadata's `clusters`. */
export const sizesAddUp = defineCheck(table, {
  name: "sizes_add_up",
  description: "The clusters' stores before and after stores moved add up to the same",
  severity: "error",
  run({ value, metadata }) {
    const clusters = metadata["clusters"] as readonly { readonly before: number; readonly after: number }[];
    const before = clusters.reduce((sum, one) => sum + one.before, 0);
    const after = clusters.reduce((sum, one) => sum + one.after, 0);
    return {
      passed: before === after && after === value.rows,
      message: `${before} stores before, ${after} after, ${value.rows} rows`,
      figures: { before, after, rows: value.rows },
    };
  },
});

/** No merged cluster is smaller than `job_params.min_cluster_size`. */
export const noSmallCluster = defineCheck(table, {
  name: "no_small_cluster",
  description: "Every rebalanced cluster has at least job_params.min_cluster_size stores",
  severity: "error",
  resources: { session, params },
  run: ({ value, resources, signal }) =>
    countOffending(
      resources.session,
      `SELECT rebalanced_cluster, count(*) AS stores FROM ${quoteName(value.relation)}
       GROUP BY ALL HAVING count(*) < ${resources.params.min_cluster_size}`,
      "clusters that are too small",
      signal,
    ),
});
