import { z } from "../../infra/zod.ts";
import { type Json, severities } from "../../pipeline/engine/mod.ts";

/** Any JSON; what is stored was JSON before. */
export const jsonSchema = z.unknown() as unknown as z.ZodType<Json>;

/** Facts by name: JSON. */
export const metadataSchema = z.record(z.string(), jsonSchema);

/** The outcome of a check. */
export const outcomeSchema = z.object({
  run: z.string(),
  step: z.string(),
  asset: z.string(),
  partition: z.string().optional(),
  check: z.string(),
  severity: z.enum(severities),
  passed: z.boolean(),
  message: z.string(),
  figures: metadataSchema,
  samples: z.array(jsonSchema).readonly().describe("Some rows or values that break it"),
  time: z.number(),
}).meta({ id: "CheckOutcome" });
