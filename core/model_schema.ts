import { z } from "zod";
import { DataError } from "./errors.ts";
import { frozen } from "./frozen.ts";
import { type StoreModel, storeModelFormat } from "./model.ts";
import { assignmentRuleSchema, ruleMisfit } from "./models/mod.ts";
import { broken, checkPreparation, expectWidth, preparationSchema, spaceWidth } from "./preparation_schema.ts";

const numbers = z.array(z.number());
const wholes = z.array(z.int().nonnegative());
const storeModelSchema = z.object({
  kind: z.literal("store_model"),
  format: z.literal(storeModelFormat),
  origin: z.object({
    name: z.string(),
    program: z.string(),
    seed: z.union([z.number(), z.string()]),
    rows: z.int(),
    outliers: z.int(),
  }),
  preparation: preparationSchema,
  clusters: z.object({
    centroids: z.array(numbers).min(1),
    labels: wholes,
    sizes: wholes,
    reach: numbers,
    algorithm: z.string().default("kmeans"),
    assignment: z.enum(["own", "nearest_centroid"]).default("own"),
    rule: assignmentRuleSchema.nullable().default(null),
  }),
});

/**
 * A model from parsed JSON.
 *
 * @param value What `JSON.parse` gave
 * @throws {DataError} naming the first part that is wrong, or the format when it is another one
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseStoreModel } from "./model_schema.ts";
 *
 * assert.throws(() => parseStoreModel({ kind: "store_model", format: 99 }), /its format is 99, but this program reads 1/);
 * ```
 */
export function parseStoreModel(value: unknown): StoreModel {
  const format = typeof value === "object" && value !== null && "format" in value ? value.format : undefined;
  if (format !== undefined && format !== storeModelFormat) {
    throw new DataError(
      `Cannot read the store model: its format is ${String(format)}, but this program reads ${storeModelFormat}`,
      { place: "format", remedy: "Train the clusters again, or use the program that made the model." },
    );
  }
  const found = storeModelSchema.safeParse(value);
  if (!found.success) {
    const issue = found.error.issues[0]!;
    throw broken(issue.path.join(".") || "model", issue.message);
  }
  // The schema mirrors the interface; only optional parts of dropped columns are looser.
  const model = found.data as StoreModel;
  checkWidths(model);
  return frozen(model);
}

function checkWidths({ preparation, clusters }: StoreModel): void {
  checkPreparation(preparation);
  const width = spaceWidth(preparation);
  clusters.centroids.forEach((centroid, i) => expectWidth(`clusters.centroids.${i}`, centroid.length, width));
  for (const name of ["labels", "sizes", "reach"] as const) {
    expectWidth(`clusters.${name}`, clusters[name].length, clusters.centroids.length);
  }
  const misfit = clusters.rule === null ? undefined : ruleMisfit(clusters.rule, clusters.centroids.length, width);
  if (misfit !== undefined) throw broken("clusters.rule", misfit);
}
