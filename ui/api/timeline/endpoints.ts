import { z } from "../../../infra/zod.ts";
import { runStatuses } from "../../../pipeline/engine/mod.ts";
import { defineEndpoint } from "../endpoint.ts";

/** Hours that a timeline can show. */
export const timelineHours = [1, 3, 6, 12, 24, 72, 168] as const;

/** What rows of a timeline stand for. */
export const timelineRows = ["job", "group", "automation"] as const;

/** Past, running and planned runs by job, by group of assets or by what asked for them. */
export const getTimeline = defineEndpoint({
  method: "get",
  path: "/timeline",
  tag: "Overview",
  summary:
    "Runs of a span of time by job, by group of what they make or by what asked for them, and the ticks of running schedules that come within it",
  role: "viewer",
  input: {
    query: z.object({
      from: z.coerce.number().min(0).describe("Milliseconds since 1970"),
      to: z.coerce.number().min(0).describe("At most 31 days after `from`"),
      by: z.enum(timelineRows).default("job").describe(
        "What rows stand for; a run is in the row of each group that it makes",
      ),
      text: z.string().max(200).optional().describe("Only rows with this in their name"),
    }),
  },
  output: z.object({
    rows: z.array(z.object({
      name: z.string(),
      link: z.string().optional().describe("The page of what the row stands for"),
      runs: z.array(z.object({
        id: z.string(),
        job: z.string(),
        status: z.enum(runStatuses),
        createdAt: z.number(),
        startedAt: z.number().optional(),
        endedAt: z.number().optional(),
        trigger: z.string(),
      })).readonly(),
      ticks: z.array(z.object({ schedule: z.string(), time: z.number(), usual: z.number().optional() })).readonly(),
    })).readonly(),
    cut: z.boolean().describe("Whether there were more runs than are listed, which are the newest"),
  }),
});
