import { z } from "../../../infra/zod.ts";
import { backfillItemStatuses, backfillStatuses, keyOrders, stepStatuses } from "../../../pipeline/engine/mod.ts";
import { defineEndpoint } from "../endpoint.ts";

const tag = "Backfills";
const params = z.object({ id: z.string() });
const whole = z.coerce.number().int();

/** How many keys are in each state. */
const countsSchema = z.record(z.enum(backfillItemStatuses), z.number());

/** A backfill and how far it is. */
export const backfillSchema = z.object({
  id: z.string(),
  job: z.string(),
  selection: z.string(),
  status: z.enum(backfillStatuses),
  concurrency: z.number(),
  createdAt: z.number(),
  by: z.string().optional().describe("Who made it, as long as the audit knows"),
  endedAt: z.number().optional(),
  /** Name of the partitions whose keys are run. */
  partitions: z.string(),
  order: z.enum(keyOrders),
  group: z.number(),
  reuse: z.boolean(),
  counts: countsSchema,
});

/** A key of a backfill. */
export const backfillKeySchema = z.object({
  partition: z.string(),
  run: z.string().optional(),
  status: z.enum(backfillItemStatuses),
  startedAt: z.number().optional(),
  milliseconds: z.number().optional().describe("Of its run, from start to end, or until now"),
  error: z.object({
    message: z.string(),
    step: z.string().optional().describe("The step that failed"),
    place: z.string().optional(),
    remedy: z.string().optional(),
  }).optional().describe("Why it failed"),
});

/** What a backfill is to do, as the query of a plan. */
const backfillRequestSchema = z.object({
  job: z.string().min(1),
  selection: z.string().min(1).optional(),
  /** Keys, globs and ranges, with commas between them; all without. */
  keys: z.string().min(1).optional(),
  order: z.enum(keyOrders).default("forward"),
  concurrency: whole.min(1).max(1000).default(4),
  group: whole.min(1).max(10_000).default(1),
  missing: z.stringbool().default(false),
  reuse: z.stringbool().default(false),
});

/** What a backfill would do. */
export const backfillPlanSchema = z.object({
  job: z.string(),
  selection: z.string(),
  partitions: z.string(),
  assets: z.array(z.string()),
  leftOut: z.array(z.string()),
  runs: z.array(z.object({ partitions: z.array(z.string()), steps: z.number(), reused: z.number() })),
  skipped: z.array(z.object({ partition: z.string(), because: z.string() })),
  milliseconds: z.number().optional().describe("How long it may take, by earlier runs; absent without any"),
});

/** Backfills, newest first. */
export const listBackfills = defineEndpoint({
  method: "get",
  path: "/backfills",
  tag,
  summary: "Backfills, newest first",
  role: "viewer",
  input: {
    query: z.object({ cursor: z.string().optional(), limit: whole.min(1).max(500).default(50) }),
  },
  output: z.object({ items: z.array(backfillSchema), next: z.string().optional() }),
});

/** One backfill. */
export const getBackfill = defineEndpoint({
  method: "get",
  path: "/backfills/{id}",
  tag,
  summary: "One backfill and how far it is",
  role: "viewer",
  input: { params },
  output: backfillSchema,
});

/** Keys of a backfill. */
export const listBackfillKeys = defineEndpoint({
  method: "get",
  path: "/backfills/{id}/keys",
  tag,
  summary: "Keys of a backfill in the order in which they are run, each with its run and why it failed",
  role: "viewer",
  input: {
    params,
    query: z.object({
      state: z.enum(backfillItemStatuses).optional(),
      text: z.string().max(200).optional().describe("Only keys with this in them, in capital or small letters"),
      cursor: whole.min(0).optional(),
      limit: whole.min(1).max(500).default(100),
    }),
  },
  output: z.object({
    items: z.array(backfillKeySchema).readonly(),
    total: z.number().describe("Keys that are meant, on all pages"),
    next: z.number().optional(),
  }),
});

/** Assets by keys of a backfill. */
export const getBackfillSteps = defineEndpoint({
  method: "get",
  path: "/backfills/{id}/steps",
  tag,
  summary: "How far each asset is for each key of a backfill",
  role: "viewer",
  input: { params, query: z.object({ cursor: whole.min(0).default(0), limit: whole.min(1).max(200).default(50) }) },
  output: z.object({
    assets: z.array(z.string()).readonly(),
    items: z.array(z.object({
      partition: z.string(),
      run: z.string().optional(),
      steps: z.array(z.enum(stepStatuses).nullable()).readonly().describe(
        "One for each asset; null before its step is",
      ),
    })).readonly(),
    next: z.number().optional(),
  }),
});

/** A dry run. */
export const planBackfill = defineEndpoint({
  method: "get",
  path: "/backfill-plan",
  tag,
  summary: "What a backfill would do, without effect",
  role: "viewer",
  input: { query: backfillRequestSchema },
  output: backfillPlanSchema,
});

/** Makes a backfill. */
export const createBackfill = defineEndpoint({
  method: "post",
  path: "/backfills",
  tag,
  summary: "Begin a backfill",
  role: "operator",
  action: "backfill.create",
  input: {
    body: z.strictObject({
      job: z.string().min(1),
      selection: z.string().min(1).optional(),
      keys: z.string().min(1).optional(),
      order: z.enum(keyOrders).default("forward"),
      concurrency: z.int().min(1).max(1000).default(4),
      group: z.int().min(1).max(10_000).default(1),
      missing: z.boolean().default(false),
      reuse: z.boolean().default(false),
      tags: z.record(z.string(), z.string()).default({}),
    }),
  },
  output: z.object({ id: z.string() }),
});

/** What is done to a backfill. */
export const backfillChanges = ["pause", "resume", "cancel", "retry"] as const;

const words = {
  pause: "Queue no further run of a backfill",
  resume: "Let a paused backfill go on",
  cancel: "Cancel a backfill and its runs",
  retry: "Run failed and canceled keys again",
} as const;

function changeOf(change: (typeof backfillChanges)[number]) {
  return defineEndpoint({
    method: "post",
    path: `/backfills/{id}/${change}`,
    tag,
    summary: words[change],
    role: "operator",
    action: `backfill.${change}`,
    input: { params, body: z.strictObject({ reason: z.string().max(500).optional() }) },
    output: z.object({ id: z.string(), status: z.enum(backfillStatuses) }),
  });
}

/** Changes of a backfill, by name. */
export const changeBackfill = {
  pause: changeOf("pause"),
  resume: changeOf("resume"),
  cancel: changeOf("cancel"),
  retry: changeOf("retry"),
} as const;
