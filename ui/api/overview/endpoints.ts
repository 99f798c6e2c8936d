import { z } from "../../../infra/zod.ts";
import { runStatuses } from "../../../pipeline/engine/mod.ts";
import { defineEndpoint } from "../endpoint.ts";
import { runSchema } from "../runs/schemas.ts";

/** A day of runs. */
const daySchema = z.object({
  start: z.number(),
  counts: z.record(z.enum(runStatuses), z.number()),
});

/** What fails, runs, comes and ran. */
export const getOverview = defineEndpoint({
  method: "get",
  path: "/overview",
  tag: "Overview",
  summary:
    "Jobs and assets by health, what fails now, what runs and waits, ticks of the next 24 hours, the last seven days",
  role: "viewer",
  input: {},
  output: z.object({
    jobs: z.object({
      healthy: z.number().describe("Whose newest finished run succeeded"),
      failing: z.number(),
      never: z.number().describe("Which never finished a run"),
    }),
    assets: z.object({
      built: z.number(),
      partial: z.number().describe("Which lack partitions"),
      never: z.number(),
      failing: z.number().describe("With a failed check in the newest run that made them"),
    }),
    failing: z.array(runSchema).readonly().describe("The newest finished run of each job that failed"),
    live: z.array(runSchema).readonly().describe("Runs that are executed or wait, at most 50"),
    recent: z.array(runSchema).readonly(),
    ticks: z.array(z.object({ schedule: z.string(), job: z.string(), time: z.number() })).readonly(),
    days: z.array(daySchema).readonly().describe("Days in UTC, the oldest first"),
    queue: z.object({
      waiting: z.number(),
      executed: z.number(),
      limit: z.number(),
      attended: z.boolean().describe("Whether a worker or daemon executes what is queued"),
    }),
    checklist: z.object({
      job: z.string().optional().describe("The job that makes most, to begin with"),
      ran: z.boolean(),
      succeeded: z.boolean(),
      scheduled: z.boolean().describe("Whether a schedule or sensor runs"),
      alerts: z.boolean().describe("Whether anybody is told of failures"),
    }),
  }),
});
