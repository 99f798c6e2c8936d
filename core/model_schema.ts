import { z } from "zod";
import { DataError } from "./errors.ts";
import { frozen } from "./frozen.ts";
import { type StoreModel, storeModelFormat } from "./model.ts";
import { assignmentRuleSchema, ruleMisfit } from "./models/mod.ts";
import { type ImputerModel, neighbourWeights } from "./prepare/mod.ts";

const numbers = z.array(z.number());
const texts = z.array(z.string());
const wholes = z.array(z.int().nonnegative());
const columnKind = z.enum(["number", "text"]);
const named = { name: z.string() };

const filterSchema = z.object({
  kind: z.literal("filter"),
  kept: z.array(z.object({ ...named, kind: columnKind })),
  dropped: z.array(z.looseObject({ ...named, reason: z.enum(["listed", "empty", "constant", "correlated"]) })),
});

const imputerSchema = z.object({
  kind: z.literal("imputer"),
  fills: z.array(z.discriminatedUnion("kind", [
    z.object({ ...named, kind: z.literal("number"), value: z.number(), missing: z.int() }),
    z.object({ ...named, kind: z.literal("text"), value: z.string(), missing: z.int() }),
  ])),
  learned: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("knn"),
      neighbours: z.int().positive(),
      weights: z.enum(neighbourWeights),
      columns: wholes.element,
      values: z.array(z.number().nullable()),
    }),
    z.object({
      kind: z.literal("iterative"),
      columns: wholes.element,
      rounds: wholes.element,
      settled: z.boolean(),
      steps: z.array(z.object({
        column: wholes.element,
        predictors: wholes,
        intercept: z.number(),
        coefficients: numbers,
      })),
    }),
  ]).nullable().default(null),
});

const encoderSchema = z.object({
  kind: z.literal("encoder"),
  encodings: z.array(z.discriminatedUnion("kind", [
    z.object({ ...named, kind: z.literal("number") }),
    z.object({ ...named, kind: z.literal("binary"), levels: texts.length(2) }),
    z.object({ ...named, kind: z.literal("one_hot"), levels: texts, rare: z.boolean() }),
    z.object({ ...named, kind: z.literal("ordinal"), levels: texts }),
  ])),
  names: texts,
  skipped: texts,
});

const scalerSchema = z.discriminatedUnion("method", [
  z.object({
    kind: z.literal("scaler"),
    method: z.enum(["zscore", "minmax", "maxabs", "robust"]),
    center: numbers,
    scale: z.array(z.number().positive()),
  }),
  z.object({
    kind: z.literal("scaler"),
    method: z.literal("yeo_johnson"),
    lambda: numbers,
    center: numbers,
    scale: z.array(z.number().positive()),
  }),
  z.object({
    kind: z.literal("scaler"),
    method: z.literal("clr"),
    columns: z.int().positive(),
    replacement: z.number().positive(),
  }),
]);

const pcaSchema = z.object({
  kind: z.literal("pca"),
  mean: numbers,
  components: z.array(numbers).min(1),
  variance: numbers,
  ratio: numbers,
  totalVariance: z.number(),
});

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
  preparation: z.object({
    filter: filterSchema,
    imputer: imputerSchema,
    encoder: encoderSchema,
    scaler: scalerSchema.nullable(),
    pca: pcaSchema.nullable(),
  }),
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
  const { encoder, scaler, pca } = preparation;
  checkImputer(preparation.imputer);
  const features = encoder.names.length;
  expectWidth("preparation.scaler", scaler === null ? features : scalerWidth(scaler), features);
  if (scaler !== null && scaler.method !== "clr") {
    expectWidth("preparation.scaler.scale", scaler.scale.length, features);
  }
  if (scaler?.method === "yeo_johnson") expectWidth("preparation.scaler.lambda", scaler.lambda.length, features);
  expectWidth("preparation.pca.mean", pca === null ? features : pca.mean.length, features);
  pca?.components.forEach((component, i) => expectWidth(`preparation.pca.components.${i}`, component.length, features));
  const width = pca === null ? features : pca.components.length;
  clusters.centroids.forEach((centroid, i) => expectWidth(`clusters.centroids.${i}`, centroid.length, width));
  for (const name of ["labels", "sizes", "reach"] as const) {
    expectWidth(`clusters.${name}`, clusters[name].length, clusters.centroids.length);
  }
  const misfit = clusters.rule === null ? undefined : ruleMisfit(clusters.rule, clusters.centroids.length, width);
  if (misfit !== undefined) throw broken("clusters.rule", misfit);
}

function checkImputer({ fills, learned }: ImputerModel): void {
  if (learned === null) return;
  const place = "preparation.imputer.learned";
  const columns = fills.filter(({ kind }) => kind === "number").length;
  expectWidth(`${place}.columns`, learned.columns, columns);
  if (learned.kind === "knn") {
    if (columns > 0 && learned.values.length % columns !== 0) {
      throw broken(`${place}.values`, `${learned.values.length} values do not fill rows of ${columns}`);
    }
    return;
  }
  learned.steps.forEach(({ column, predictors, coefficients }, i) => {
    const outside = [column, ...predictors].find((one) => one >= columns);
    if (outside !== undefined) throw broken(`${place}.steps.${i}`, `there is no column ${outside}`);
    expectWidth(`${place}.steps.${i}.coefficients`, coefficients.length, predictors.length);
  });
}

function scalerWidth(scaler: NonNullable<StoreModel["preparation"]["scaler"]>): number {
  return scaler.method === "clr" ? scaler.columns : scaler.center.length;
}

function expectWidth(place: string, found: number, expected: number): void {
  if (found !== expected) throw broken(place, `it has ${found} values instead of ${expected}`);
}

function broken(place: string, what: string): DataError {
  return new DataError(`Cannot read the store model: "${place}" is wrong: ${what}`, {
    place,
    remedy: "The file is damaged or is no store model; train the clusters again.",
  });
}
