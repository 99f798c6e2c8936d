import { z } from "../../../infra/zod.ts";
import { storeOrders } from "../../../pipeline/cluster_views/mod.ts";
import { defineEndpoint } from "../endpoint.ts";
import { categoryMovementSchema, mergeSchema, movementSchema } from "./merge_schemas.ts";
import {
  categorySchema,
  clusterRunSchema,
  drawingSchema,
  figureSchema,
  layerSchema,
  listOf,
  mergeSummarySchema,
  modelSchema,
  modelSummarySchema,
  pointsSchema,
  runQuery,
  sideSchema,
  storeRowSchema,
} from "./schemas.ts";

const tag = "Segments";
const params = z.object({ side: sideSchema, category: categorySchema });

/** Where a list goes on: how many items to pass over. */
const pageQuery = {
  cursor: z.coerce.number().int().min(0).max(1e9).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
};

/** The clusters of every category. */
export const getClusters = defineEndpoint({
  method: "get",
  path: "/clusters",
  tag,
  summary: "The clusters of every category and side, and their merges, in figures",
  role: "viewer",
  input: { query: runQuery },
  output: z.object({ models: listOf(modelSummarySchema), merged: listOf(mergeSummarySchema) }),
});

/** Runs that have clusters. */
export const getClusterRuns = defineEndpoint({
  method: "get",
  path: "/cluster-runs",
  tag,
  summary: "Ended runs that have clusters, newest first",
  role: "viewer",
  input: { query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }) },
  output: z.object({ items: listOf(clusterRunSchema) }),
});

/** Every category in two runs. */
export const getMovements = defineEndpoint({
  method: "get",
  path: "/cluster-movements",
  tag,
  summary: "How many stores moved between two runs, by category",
  role: "viewer",
  input: { query: z.object({ layer: layerSchema.default("internal"), from: z.string(), to: z.string() }) },
  output: z.object({ items: listOf(categoryMovementSchema) }),
});

/** One category in two runs. */
export const getMovement = defineEndpoint({
  method: "get",
  path: "/cluster-movements/{category}",
  tag,
  summary: "Which stores of a category moved between two runs, and where to",
  role: "viewer",
  input: {
    params: z.object({ category: categorySchema }),
    query: z.object({ layer: layerSchema.default("internal"), from: z.string(), to: z.string(), ...pageQuery }),
  },
  output: movementSchema,
});

/** The merge of a category. */
export const getMerge = defineEndpoint({
  method: "get",
  path: "/clusters/merged/{category}",
  tag,
  summary: "Internal and external clusters of a category together, and what the rebalancing moved",
  role: "viewer",
  input: { params: z.object({ category: categorySchema }), query: runQuery },
  output: mergeSchema,
});

/** Charts of a merge. */
export const getMergeFigures = defineEndpoint({
  method: "get",
  path: "/clusters/merged/{category}/figures",
  tag,
  summary: "The charts of a merge as options of ECharts, colours as tokens",
  role: "viewer",
  input: { params: z.object({ category: categorySchema }), query: runQuery },
  output: z.object({ items: listOf(figureSchema) }),
});

/** The clusters of a category. */
export const getModel = defineEndpoint({
  method: "get",
  path: "/clusters/{side}/{category}",
  tag,
  summary: "The clusters of a category: the choice of their number, scores, profiles, rules, stores to look at",
  role: "viewer",
  input: { params, query: runQuery },
  output: modelSchema,
});

/** Charts as the run drew them. */
export const getDrawings = defineEndpoint({
  method: "get",
  path: "/clusters/{side}/{category}/drawings",
  tag,
  summary: "The charts of a category as SVG, as the run drew them",
  role: "viewer",
  input: { params: params.extend({ side: layerSchema }), query: runQuery },
  output: z.object({ items: listOf(drawingSchema) }),
});

/** Charts to be drawn. */
export const getFigures = defineEndpoint({
  method: "get",
  path: "/clusters/{side}/{category}/figures",
  tag,
  summary: "The charts of a category as options of ECharts, colours as tokens",
  role: "viewer",
  input: { params, query: runQuery },
  output: z.object({ items: listOf(figureSchema) }),
});

/** Stores as points. */
export const getPoints = defineEndpoint({
  method: "get",
  path: "/clusters/{side}/{category}/points",
  tag,
  summary: "Every store of a category on the plane of two components",
  role: "viewer",
  input: { params, query: runQuery },
  output: pointsSchema,
});

/** A feature of every store. */
export const getFeature = defineEndpoint({
  method: "get",
  path: "/clusters/{side}/{category}/feature",
  tag,
  summary: "A feature of every store of a category, ascending by store",
  role: "viewer",
  input: { params, query: runQuery.extend({ name: z.string().min(1) }) },
  output: z.object({ name: z.string(), values: listOf(z.number()) }),
});

/** Stores of a category. */
export const getModelStores = defineEndpoint({
  method: "get",
  path: "/clusters/{side}/{category}/stores",
  tag,
  summary: "The stores of a category, or of one cluster, with their second cluster and margin",
  role: "viewer",
  input: {
    params,
    query: runQuery.extend({
      cluster: z.coerce.number().int().min(0).optional(),
      order: z.enum(storeOrders).default("store"),
      ...pageQuery,
    }),
  },
  output: z.object({ items: listOf(storeRowSchema), total: z.number(), next: z.string().optional() }),
});

const nameParams = params.extend({ cluster: z.coerce.number().int().min(0) });

/** Gives a cluster a name. */
export const putClusterName = defineEndpoint({
  method: "put",
  path: "/clusters/{side}/{category}/names/{cluster}",
  tag,
  summary: "Gives a cluster a name; it stays with the cluster in later runs",
  role: "operator",
  input: {
    params: nameParams,
    body: z.strictObject({
      name: z.string().trim().min(1).max(80).regex(/^[^\p{Cc}\p{Cf}]*$/u, "letters, digits and signs on one line"),
      run: z.string().optional(),
    }),
  },
  output: z.object({ name: z.string() }),
  action: "cluster.name",
});

/** Gives a cluster its automatic name back. */
export const deleteClusterName = defineEndpoint({
  method: "delete",
  path: "/clusters/{side}/{category}/names/{cluster}",
  tag,
  summary: "Gives a cluster its automatic name back",
  role: "operator",
  input: { params: nameParams, query: runQuery },
  output: z.object({ name: z.string().nullable() }),
  action: "cluster.name_reset",
});
