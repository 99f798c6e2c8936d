import { z } from "../../../infra/zod.ts";
import { namesSchema } from "../clusters/merge_schemas.ts";
import {
  categorySchema,
  givenNameSchema,
  layerSchema,
  listOf,
  runQuery,
  sideSchema,
  storeRowSchema,
} from "../clusters/schemas.ts";
import { defineEndpoint } from "../endpoint.ts";

const tag = "Segments";
const params = z.object({ store: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) });

/** Where a store belongs. */
const placeSchema = storeRowSchema.omit({ store: true }).extend({
  side: sideSchema,
  category: z.string(),
  name: z.string().nullable(),
  given: givenNameSchema.nullable(),
  secondName: z.string().nullable(),
});

/** Where a store belongs. */
export type PlaceAnswer = z.infer<typeof placeSchema>;

/** Stores by number. */
export const getStores = defineEndpoint({
  method: "get",
  path: "/stores",
  tag,
  summary: "Stores by number, with how many clusters they have and how near they stand to another one",
  role: "viewer",
  input: {
    query: runQuery.extend({
      search: z.string().max(20).regex(/^\d*$/, "digits").optional(),
      cursor: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  },
  output: z.object({
    items: listOf(z.object({
      store: z.number(),
      categories: z.number(),
      outlier: z.number(),
      margin: z.number().nullable(),
    })),
    next: z.string().optional(),
  }),
});

/** Stores on a map. */
export const getStoreMap = defineEndpoint({
  method: "get",
  path: "/store-map",
  tag,
  summary: "Stores with coordinates in the external data and their segment, column by column",
  role: "viewer",
  input: { query: runQuery.extend({ layer: layerSchema.default("merged"), category: categorySchema }) },
  output: z.object({
    from: z.string().nullable(),
    stores: listOf(z.number()),
    latitudes: listOf(z.number()),
    longitudes: listOf(z.number()),
    segments: listOf(z.string().nullable()),
    unplaced: z.number(),
    names: namesSchema,
  }),
});

/** A store with its clusters. */
export const getStore = defineEndpoint({
  method: "get",
  path: "/stores/{store}",
  tag,
  summary: "A store's cluster in every category, the second one, and its merged clusters",
  role: "viewer",
  input: { params, query: runQuery },
  output: z.object({
    store: z.number(),
    places: listOf(placeSchema),
    merged: listOf(z.object({ category: z.string(), merged: z.string(), rebalanced: z.string() })),
  }),
});

/** What a store is like. */
export const getStoreProfile = defineEndpoint({
  method: "get",
  path: "/stores/{store}/profile",
  tag,
  summary: "A store's features against its cluster and all stores, and the stores that are most like it",
  role: "viewer",
  input: { params, query: runQuery.extend({ side: sideSchema, category: categorySchema }) },
  output: z.object({
    cluster: z.number(),
    features: listOf(z.object({
      name: z.string(),
      label: z.string(),
      value: z.number(),
      clusterMean: z.number(),
      mean: z.number(),
      score: z.number().describe("Distance to the mean of all stores in standard deviations"),
      rank: z.number().describe("Share of all stores with a lower value"),
    })),
    nearest: listOf(z.object({ store: z.number(), cluster: z.number(), distance: z.number() })),
  }),
});

/** A store over runs. */
export const getStoreHistory = defineEndpoint({
  method: "get",
  path: "/stores/{store}/history",
  tag,
  summary: "A store's clusters in the newest runs that have different assignments",
  role: "viewer",
  input: { params, query: z.object({ limit: z.coerce.number().int().min(1).max(50).default(12) }) },
  output: z.object({
    items: listOf(z.object({
      run: z.string(),
      createdAt: z.number().describe("Milliseconds since 1970"),
      places: listOf(z.object({
        side: sideSchema,
        category: z.string(),
        cluster: z.number(),
        margin: z.number().nullable(),
      })),
    })),
  }),
});
