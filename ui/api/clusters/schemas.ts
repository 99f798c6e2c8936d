import { z } from "../../../infra/zod.ts";
import { clusterSides, segmentLayers } from "../../../pipeline/cluster_views/mod.ts";

/** A list that nobody changes. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item).readonly();
}

/** From which side stores are looked at. */
export const sideSchema = z.enum(clusterSides);

/** What stores are split by. */
export const layerSchema = z.enum(segmentLayers);

/** Part of the path or query that names a category; `default` where a side is clustered once for all. */
export const categorySchema = z.string().min(1).max(500);

/** Which run to look at; the newest values without it. */
export const runQuery = z.object({ run: z.string().min(1).max(64).optional() });

const figureNumber = z.number().nullable();
const time = z.number().describe("Milliseconds since 1970");

/** A run that has clusters. */
export const clusterRunSchema = z.object({
  id: z.string(),
  job: z.string(),
  status: z.string(),
  createdAt: time,
});

/** The clusters of a category from one side, in figures. */
export const modelSummarySchema = z.object({
  side: sideSchema,
  category: z.string(),
  run: z.string(),
  createdAt: time,
  algorithm: z.string().nullable(),
  clusters: z.number(),
  reason: z.string().nullable(),
  stores: z.number(),
  outliers: z.number(),
  silhouette: figureNumber,
  stability: figureNumber.describe("Lowest mean Jaccard similarity of its clusters in samples, 0 to 1"),
  compared: figureNumber.describe("Stores that the assignment before had, too"),
  moved: figureNumber,
  adjustedRand: figureNumber,
  sizes: listOf(z.object({ cluster: z.number(), stores: z.number() })),
});

/** The merge of both sides of a category, in figures. */
export const mergeSummarySchema = z.object({
  category: z.string(),
  run: z.string(),
  createdAt: time,
  stores: z.number(),
  pairs: figureNumber,
  kept: figureNumber,
  moved: figureNumber,
});

/** A name that someone gave. */
export const givenNameSchema = z.object({ name: z.string(), by: z.string(), at: time, run: z.string() });

/** A store worth a look. */
const markSchema = z.object({
  store: z.number(),
  distance: figureNumber,
  margin: figureNumber,
  second: figureNumber,
});

const clusterSchema = z.object({
  cluster: z.number(),
  name: z.string().nullable(),
  automatic: z.string().nullable(),
  given: givenNameSchema.nullable(),
  stores: z.number(),
  share: z.number(),
  silhouette: figureNumber,
  stability: figureNumber,
  features: listOf(z.object({
    name: z.string(),
    mean: z.number(),
    index: figureNumber.describe("Average of all stores = 100"),
    difference: z.number().describe("To the other stores, in standard deviations of all"),
  })),
  rules: listOf(z.object({
    words: z.string(),
    source: z.string(),
    stores: z.number(),
    coverage: z.number(),
    accuracy: z.number(),
    recall: z.number(),
  })),
  typical: listOf(markSchema),
  borderline: listOf(markSchema),
});

/** A cluster with all that is known of it. */
export type ClusterAnswer = z.infer<typeof clusterSchema>;

/** The clusters of a category from one side. */
export const modelSchema = z.object({
  side: sideSchema,
  category: z.string(),
  run: z.string(),
  createdAt: time,
  version: z.string(),
  k: z.number(),
  rule: z.string().nullable(),
  reason: z.string().nullable(),
  scores: listOf(z.object({
    k: z.number(),
    clusters: z.number(),
    smallest: z.number(),
    silhouette: figureNumber,
    calinskiHarabasz: figureNumber,
    daviesBouldin: figureNumber,
    inertia: z.number(),
    gap: figureNumber,
    bic: figureNumber,
    stability: figureNumber,
    score: figureNumber,
    ruledOut: z.string().optional(),
  })),
  silhouette: figureNumber,
  calinskiHarabasz: figureNumber,
  daviesBouldin: figureNumber,
  outliers: z.number(),
  stores: z.number(),
  preparation: z.object({
    algorithm: z.string(),
    normalization: z.object({ enabled: z.boolean(), method: z.string() }),
    pca: z.object({ enabled: z.boolean(), method: z.string(), components: z.number() }),
    outlier_detection: z.object({ enabled: z.boolean(), method: z.string(), threshold: z.number() }),
  }).nullable(),
  ruleAccuracy: figureNumber,
  ruleBaseline: figureNumber,
  features: listOf(z.object({
    name: z.string(),
    label: z.string(),
    mean: z.number(),
    deviation: z.number(),
    eta_squared: figureNumber,
  })),
  clusters: listOf(clusterSchema),
  comparison: z.object({
    compared: z.number(),
    moved: z.number(),
    fresh: z.number(),
    gone: z.number(),
    adjustedRand: figureNumber,
  }).nullable(),
});

/** The clusters of a category from one side. */
export type ModelAnswer = z.infer<typeof modelSchema>;

const words = { name: z.string(), title: z.string(), caption: z.string(), description: z.string() };
const size = { width: z.number(), height: z.number() };

/** A chart that was drawn: an `<svg>` element in the light palette. */
export const drawingSchema = z.object({ ...words, ...size, svg: z.string() });

/** A chart that is to be drawn: options of ECharts, colours as tokens. */
export const figureSchema = z.object({ ...words, ...size, option: z.unknown() });

/** Stores on a plane, column by column, ascending by store. */
export const pointsSchema = z.object({
  version: z.string(),
  stores: listOf(z.number()),
  x: listOf(z.number()),
  y: listOf(z.number()),
  labels: listOf(z.number()),
  outliers: listOf(z.number()),
  silhouettes: listOf(figureNumber),
  loadings: listOf(z.object({ feature: z.string(), x: z.number(), y: z.number() })),
  variance: z.tuple([figureNumber, figureNumber]).readonly(),
});

/** A store with its cluster. */
export const storeRowSchema = z.object({
  store: z.number(),
  cluster: z.number(),
  outlier: z.boolean(),
  distance: figureNumber,
  second: figureNumber,
  margin: figureNumber,
  silhouette: figureNumber,
});
