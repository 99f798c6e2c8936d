import { z } from "../../../infra/zod.ts";
import { drawingSchema, figureSchema, listOf } from "./schemas.ts";

/** What clusters are called, by label; merged ones have no names. */
export const namesSchema = z.record(z.string(), z.string());

/** The merge of both sides of a category. */
export const mergeSchema = z.object({
  category: z.string(),
  run: z.string(),
  createdAt: z.number().describe("Milliseconds since 1970"),
  version: z.string(),
  minimumSize: z.number(),
  stores: z.number(),
  features: z.number(),
  pairs: listOf(z.object({
    pair: z.string(),
    internal: z.number(),
    external: z.number(),
    before: z.number(),
    after: z.number(),
  })),
  moved: listOf(z.object({
    store: z.number(),
    from: z.string(),
    fromStores: z.number(),
    to: z.string(),
    distance: z.number().describe("In standard deviations, over all features of both sides"),
  })),
  names: z.object({ internal: namesSchema, external: namesSchema }),
  figures: listOf(figureSchema),
});

/** A category in two runs. */
export const categoryMovementSchema = z.object({
  category: z.string(),
  common: z.number(),
  moved: z.number(),
  fresh: z.number(),
  gone: z.number(),
  adjustedRand: z.number().nullable(),
  same: z.boolean(),
});

/** Two runs of a category in detail; stores page by page. */
export const movementSchema = categoryMovementSchema.extend({
  before: listOf(z.string()),
  now: listOf(z.string()),
  matrix: listOf(listOf(z.number())),
  names: z.object({ before: namesSchema, now: namesSchema }),
  continued: listOf(z.object({ from: z.string(), to: z.string(), stores: z.number() })),
  items: listOf(z.object({
    store: z.number(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    margin: z.number().nullable(),
  })),
  total: z.number(),
  next: z.string().optional(),
  figure: figureSchema.nullable(),
  drawing: drawingSchema.nullable(),
});
