import { z } from "../../../infra/zod.ts";
import { freshnessStatuses } from "../../../pipeline/engine/mod.ts";
import { defineEndpoint } from "../endpoint.ts";

/** Why an asset is late or at risk. */
export const lateCauseSchema = z.object({
  kind: z.string(),
  text: z.string(),
  /** The run that it is about. */
  run: z.string().optional(),
  /** The asset that it is about, where that is another one or a step of one. */
  asset: z.string().optional(),
});

/** How new an asset must be, and whether it is. Times are milliseconds since 1970. */
export const freshnessSchema = z.object({
  asset: z.string(),
  status: z.enum(freshnessStatuses),
  /** Milliseconds that a value stays new enough. */
  within: z.number(),
  cron: z.string().optional().describe("Times at which it must be there; absent for always"),
  timeZone: z.string().optional(),
  confirmedAt: z.number().optional().describe("When a run last made it or found it unchanged; of keys the oldest"),
  partition: z.string().optional().describe("The key that this is of"),
  deadline: z.number().optional().describe("When it becomes late, or became it"),
  missing: z.number().describe("Keys that were never made"),
  causes: z.array(lateCauseSchema).readonly().describe("The nearest first, down to the root"),
});

/** Every asset that must be new. */
export const listFreshness = defineEndpoint({
  method: "get",
  path: "/freshness",
  tag: "Assets",
  summary: "How new assets must be, whether they are, and what holds them up; late ones first",
  role: "viewer",
  input: { query: z.object({ asset: z.string().optional().describe("Only this one") }) },
  output: z.object({
    items: z.array(freshnessSchema).readonly(),
    counts: z.record(z.enum(freshnessStatuses), z.number()),
  }),
});
