import { z } from "../../../infra/zod.ts";
import { limitKinds } from "../../../pipeline/engine/mod.ts";
import { defineEndpoint } from "../endpoint.ts";

const tag = "Queue";
const kind = z.enum(limitKinds).describe("`all` runs together, those of a job or with a tag, or slots of a pool");
const name = z.string().max(200).describe("Of the job or pool; a tag as `key=value`, or `key` for each value of it");

/** A run in the queue. */
export const queuedRunSchema = z.object({
  run: z.string(),
  job: z.string(),
  priority: z.number(),
  pools: z.record(z.string(), z.number()).describe("Slots that it takes, by pool"),
  enqueuedAt: z.number(),
  worker: z.string().optional().describe("The process that executes it"),
  leaseUntil: z.number().optional().describe("Until when it has the run, unless it gives a sign of life before"),
  place: z.number().optional().describe("Among those that wait, from 1"),
  because: z.string().optional().describe("Why it waits"),
});

/** How many runs, or slots, there may be at once, and who has them. */
export const queueLimitSchema = z.object({
  kind,
  name: name.optional(),
  limit: z.number().optional().describe("What holds now; absent for none"),
  configured: z.number().optional().describe("That of the configuration"),
  set: z.object({ at: z.number(), by: z.string() }).optional().describe("Who set another one than the configuration's"),
  taken: z.number(),
  holders: z.array(z.string()).readonly().describe("Runs that take them"),
  waiters: z.array(z.string()).readonly().describe("Runs that wait for it"),
});

/** Limits with who has what, and every run that has not ended. */
export const getQueue = defineEndpoint({
  method: "get",
  path: "/queue",
  tag,
  summary: "Limits with what is taken of them, by whom, and who waits for them; every run in the queue",
  role: "viewer",
  input: {},
  output: z.object({
    limits: z.array(queueLimitSchema).readonly(),
    items: z.array(queuedRunSchema).readonly().describe("At most 500; executed ones first, then by place"),
    total: z.number(),
    jobs: z.array(z.string()).readonly().describe("Jobs and pools that a limit can be set for"),
    pools: z.array(z.string()).readonly(),
  }),
});

/** Sets a limit. */
export const setQueueLimit = defineEndpoint({
  method: "put",
  path: "/queue/limits",
  tag,
  summary: "Sets a limit over the configuration's, for all workers at once; 0 lets no further run start",
  role: "operator",
  input: { body: z.object({ kind, name: name.default(""), limit: z.number().int().min(0).max(100_000) }) },
  output: z.object({ limit: z.number(), before: z.number().optional() }),
  action: "queue.limit",
});

/** Takes a set limit back. */
export const clearQueueLimit = defineEndpoint({
  method: "delete",
  path: "/queue/limits",
  tag,
  summary: "Takes back a limit that was set: the configuration's holds again",
  role: "operator",
  input: { body: z.object({ kind, name: name.default("") }) },
  output: z.object({ limit: z.number().optional().describe("What holds now; absent for none") }),
  action: "queue.unlimit",
});
