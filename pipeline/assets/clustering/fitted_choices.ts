import { z } from "../../../infra/zod.ts";
import type { Preparation } from "../../../core/mod.ts";
import type { JobParams } from "../../resources/types.ts";
import type { FittedPreparation } from "./preparation.ts";

/** What the steps of a preparation settled on. */
export const fittedChoices = z.strictObject({
  imputation: z.strictObject({
    numeric: z.string(),
    text: z.string(),
    /** Columns that had gaps; the value is null where each gap has its own. */
    filled: z.array(z.strictObject({
      name: z.string(),
      missing: z.int(),
      value: z.union([z.number(), z.string()]).nullable(),
    })),
    /** Rounds that the iterative fill took, and whether they settled. */
    rounds: z.int().nullable(),
    settled: z.boolean().nullable(),
  }),
  encoding: z.array(z.strictObject({
    name: z.string(),
    kind: z.string(),
    levels: z.array(z.string()),
    rare: z.boolean(),
  })),
  /** For each feature what is taken off, what divides, and the exponent that bends it first; null without scaling. */
  scaling: z.strictObject({
    method: z.string(),
    features: z.array(z.strictObject({
      name: z.string(),
      center: z.number(),
      scale: z.number(),
      lambda: z.number().nullable(),
    })),
  }).nullable(),
  outliers: z.strictObject({
    method: z.string(),
    skipped: z.string().nullable(),
    stores: z.int(),
    threshold: z.number().nullable(),
  }),
  components: z.strictObject({
    method: z.string(),
    count: z.int(),
    explained_variance_ratio: z.array(z.number()),
    gamma: z.number().nullable(),
  }).nullable(),
});

/** Value of {@link fittedChoices}. */
export type FittedChoices = z.infer<typeof fittedChoices>;

/** Tells what the steps settled on; the figures of scaling, which are many, only when asked for. */
export function describeChoices(
  { preparation, outliers }: FittedPreparation,
  params: JobParams,
  full: boolean,
): FittedChoices {
  const { pca } = preparation;
  return {
    imputation: imputation(preparation, params),
    encoding: encodings(preparation),
    scaling: scaling(preparation, full),
    outliers: {
      method: outliers.method,
      skipped: outliers.skipped,
      stores: outliers.stores.length,
      threshold: outliers.threshold,
    },
    components: pca === null ? null : {
      method: params.pca_method,
      count: pca.components.length,
      explained_variance_ratio: [...pca.ratio],
      gamma: pca.kind === "kernel_pca" ? pca.gamma : null,
    },
  };
}

/** Columns that had gaps and what fills them; null where each gap has its own value. */
export function filledColumns({ imputer }: Preparation): FittedChoices["imputation"]["filled"] {
  return imputer.fills.filter(({ missing }) => missing > 0).map(({ kind, name, missing, value }) => ({
    name,
    missing,
    value: kind === "number" && imputer.learned !== null ? null : value,
  }));
}

function imputation(preparation: Preparation, params: JobParams): FittedChoices["imputation"] {
  const { learned } = preparation.imputer;
  return {
    numeric: params.numeric_imputation,
    text: params.categorical_imputation,
    filled: filledColumns(preparation),
    rounds: learned?.kind === "iterative" ? learned.rounds : null,
    settled: learned?.kind === "iterative" ? learned.settled : null,
  };
}

function encodings({ encoder }: Preparation): FittedChoices["encoding"] {
  return encoder.encodings.filter(({ kind }) => kind !== "number").map((encoding) => ({
    name: encoding.name,
    kind: encoding.kind,
    levels: encoding.kind === "number" ? [] : [...encoding.levels],
    rare: encoding.kind === "one_hot" && encoding.rare,
  }));
}

function scaling({ scaler, encoder }: Preparation, full: boolean): FittedChoices["scaling"] {
  if (scaler === null) return null;
  if (scaler.method === "clr" || !full) return { method: scaler.method, features: [] };
  const features = encoder.names.map((name, j) => ({
    name,
    center: scaler.center[j]!,
    scale: scaler.scale[j]!,
    lambda: scaler.method === "yeo_johnson" ? scaler.lambda[j]! : null,
  }));
  return { method: scaler.method, features };
}
