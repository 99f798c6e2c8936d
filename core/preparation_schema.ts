import { z } from "zod";
import { DataError } from "./errors.ts";
import type { Preparation } from "./model.ts";
import { type ImputerModel, neighbourWeights } from "./prepare/mod.ts";
import type { ReductionModel } from "./decompose/mod.ts";

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

const components = {
  components: z.array(numbers).min(1),
  variance: numbers,
  ratio: numbers,
  totalVariance: z.number(),
};

const pcaSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("pca"), mean: numbers, ...components }),
  z.object({
    kind: z.literal("kernel_pca"),
    features: z.int().positive(),
    gamma: z.number().positive(),
    rows: z.array(numbers).min(2),
    alike: numbers,
    ...components,
  }),
]);

/** Schema of the steps of a store model; {@link checkPreparation} looks at what must fit together. */
export const preparationSchema = z.object({
  filter: filterSchema,
  imputer: imputerSchema,
  encoder: encoderSchema,
  scaler: scalerSchema.nullable(),
  pca: pcaSchema.nullable(),
});

/**
 * Checks that each step takes what the step before gives.
 *
 * @throws {DataError} naming the first part that does not fit
 */
export function checkPreparation({ imputer, encoder, scaler, pca }: Preparation): void {
  checkImputer(imputer);
  const features = encoder.names.length;
  if (scaler !== null) expectWidth("preparation.scaler", scalerWidth(scaler), features);
  if (scaler !== null && scaler.method !== "clr") {
    expectWidth("preparation.scaler.scale", scaler.scale.length, features);
  }
  if (scaler?.method === "yeo_johnson") expectWidth("preparation.scaler.lambda", scaler.lambda.length, features);
  if (pca !== null) checkReduction(pca, features);
}

/** Number of dimensions of the space that clusters are in. */
export function spaceWidth({ encoder, pca }: Preparation): number {
  return pca === null ? encoder.names.length : pca.components.length;
}

function checkReduction(pca: ReductionModel, features: number): void {
  const place = "preparation.pca";
  if (pca.kind === "pca") {
    expectWidth(`${place}.mean`, pca.mean.length, features);
  } else {
    expectWidth(`${place}.features`, pca.features, features);
    expectWidth(`${place}.alike`, pca.alike.length, pca.rows.length);
    pca.rows.forEach((row, i) => expectWidth(`${place}.rows.${i}`, row.length, features));
  }
  const width = pca.kind === "pca" ? features : pca.rows.length;
  pca.components.forEach((component, i) => expectWidth(`${place}.components.${i}`, component.length, width));
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

function scalerWidth(scaler: NonNullable<Preparation["scaler"]>): number {
  return scaler.method === "clr" ? scaler.columns : scaler.center.length;
}

/** @throws {DataError} when a part has another number of values than it should */
export function expectWidth(place: string, found: number, expected: number): void {
  if (found !== expected) throw broken(place, `it has ${found} values instead of ${expected}`);
}

/** The error of a model that cannot be read. */
export function broken(place: string, what: string): DataError {
  return new DataError(`Cannot read the store model: "${place}" is wrong: ${what}`, {
    place,
    remedy: "The file is damaged or is no store model; train the clusters again.",
  });
}
