import { z } from "zod";

const share = z.number().min(0).max(1);

/** `job_params`: what decides results, by the names that the analysts use. */
export const jobParamsSchema = z.strictObject({
  max_unmapped_share: share.default(0.5).describe(
    "Share of sales without a need state, 0 to 1, above which the check unmapped_sales fails",
  ),
  remove_duplicates: z.boolean().default(false).describe("Keep only the first row of each store in the external data"),
  remove_null_threshold: share.nullable().default(null).describe(
    "Drop external columns whose share of missing values is above this; null keeps all",
  ),
  standardize_features: z.boolean().default(false).describe(
    "Replace numeric external columns by z-scores (population standard deviation)",
  ),
}).describe("Parameters of the jobs");

/** Settled job parameters. */
export type JobParams = z.infer<typeof jobParamsSchema>;
