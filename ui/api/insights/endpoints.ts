import { z } from "../../../infra/zod.ts";
import { defineEndpoint } from "../endpoint.ts";

/** Spans in days that insights are told of. */
export const insightDays = [7, 30, 90] as const;

/** What insights are told by. */
export const insightKinds = ["job", "asset", "group"] as const;

/** What insights are sorted by. */
export const insightOrders = ["name", "count", "success", "p50", "p95", "retries", "fix"] as const;

/** How something went over a span. */
export const figuresSchema = z.object({
  count: z.number().describe("Runs of a job, steps of an asset, that ended"),
  successes: z.number(),
  failures: z.number(),
  canceled: z.number(),
  p50: z.number().optional().describe("Milliseconds that half of those that went well stayed below; to half a percent"),
  p95: z.number().optional(),
  retried: z.number().describe("Steps that needed more than one try, runs that run another one again"),
  breakages: z.number().describe("How often it failed after it had gone well"),
  open: z.number().describe("How many of these it still fails since"),
  fix: z.number().optional().describe("Median milliseconds from such a failure to the next success"),
});

/** A job, an asset or a group over a span, beside the span before. */
export const insightSchema = figuresSchema.extend({
  name: z.string(),
  link: z.string().optional(),
  before: figuresSchema.optional().describe("The span before, as long; absent for 90 days"),
});

/** How jobs, assets or groups of them went. */
export const getInsights = defineEndpoint({
  method: "get",
  path: "/insights",
  tag: "Overview",
  summary: "Success rate, durations, retries and time to fix by job, asset or group over 7, 30 or 90 days",
  role: "viewer",
  input: {
    query: z.object({
      days: z.enum(["7", "30", "90"]).default("7").transform(Number),
      by: z.enum(insightKinds).default("job"),
      order: z.enum(insightOrders).default("count").describe("The worst first; by name from A to Z"),
      text: z.string().max(200).optional().describe("Only names with this in them"),
    }),
  },
  output: z.object({
    since: z.number(),
    until: z.number(),
    total: figuresSchema,
    before: figuresSchema.optional(),
    days: z.array(z.object({ start: z.number(), success: z.number(), failure: z.number(), canceled: z.number() }))
      .readonly().describe("In UTC, the oldest first"),
    items: z.array(insightSchema).readonly(),
  }),
});
