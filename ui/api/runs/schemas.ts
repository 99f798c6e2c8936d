import { z } from "../../../infra/zod.ts";
import { logLevels } from "../../../infra/log.ts";
import { runStatuses, runTriggers, stepStatuses } from "../../../pipeline/engine/mod.ts";
import { jsonSchema, metadataSchema } from "../common_schemas.ts";

/** Labels. */
export const tagsSchema = z.record(z.string(), z.string());

/** What went wrong, where, and what to do. */
export const errorSchema = z.object({
  name: z.string(),
  message: z.string(),
  place: z.string().optional(),
  remedy: z.string().optional(),
  kind: z.string(),
  stack: z.string().optional(),
  causes: z.array(z.string()).readonly(),
});

/** What asked for a run. */
const triggerSchema = z.object({
  kind: z.enum(runTriggers),
  name: z.string().optional().describe("Of the schedule, sensor or backfill, or the run that was tried again"),
});

/** Why a run waits. */
const waitingSchema = z.object({
  place: z.number().describe("Among those that wait, from 1"),
  because: z.string(),
  unattended: z.boolean().describe("Whether no worker or daemon is there that would execute it"),
});

/** A run. */
export const runSchema = z.object({
  id: z.string(),
  job: z.string(),
  environment: z.string(),
  status: z.enum(runStatuses),
  tags: tagsSchema,
  request: metadataSchema.describe("What was asked for; secrets masked"),
  parentRun: z.string().optional(),
  createdAt: z.number(),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  heartbeatAt: z.number().optional(),
  live: z.boolean().describe("Whether it can still change"),
  milliseconds: z.number().optional().describe("From start to end, or until now"),
  silentFor: z.number().optional(),
  silent: z.boolean().describe("Whether its process has probably ended without saying so"),
  error: errorSchema.optional(),
  trigger: triggerSchema,
  by: z.string().optional().describe("Who asked for it, where that was recorded"),
  waiting: waitingSchema.optional(),
  canceling: z.object({ at: z.number(), by: z.string(), reason: z.string() }).optional(),
  usual: z.number().optional().describe("Median milliseconds of the job's last successful runs"),
}).meta({ id: "Run" });

/** One of the API's runs. */
export type RunAnswer = z.output<typeof runSchema>;

/** A step of a run, with its place on the run's time axis. */
export const stepSchema = z.object({
  run: z.string(),
  step: z.string(),
  asset: z.string(),
  partition: z.string().optional(),
  status: z.enum(stepStatuses),
  attempt: z.number(),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  milliseconds: z.number().optional(),
  metadata: metadataSchema,
  version: z.string().optional(),
  error: errorSchema.optional(),
  readyAt: z.number().optional().describe("When the last of the steps that it needs was over"),
  needs: z.array(z.string()).readonly().describe("Steps of this run that it needs"),
  attempts: z.array(z.object({ startedAt: z.number(), endedAt: z.number().optional() })).readonly()
    .describe("Earlier tries that failed, oldest first"),
  critical: z.boolean().describe("Whether the run would have been shorter if the step had been"),
  known: z.boolean().describe("Whether the project still has the asset"),
}).meta({ id: "Step" });

/** One of the API's steps. */
export type StepAnswer = z.output<typeof stepSchema>;

/** An event of a run, in words; further fields depend on `kind`. */
export const eventSchema = z.looseObject({
  run: z.string(),
  sequence: z.number(),
  time: z.number(),
  kind: z.string(),
  level: z.enum(logLevels),
  text: z.string(),
  step: z.string().optional(),
  repeats: z.number().optional().describe("How many events with the same words follow it that were left out"),
  hit: z.literal(false).optional().describe("Of an event that only stands near one that was searched for"),
  spans: z.array(z.tuple([z.number(), z.number()]).readonly()).readonly().optional()
    .describe("Where in `text` it has what was searched for: begin, and the end behind it, in UTF-16 units"),
}).meta({ id: "RunEvent" });

/** One of the API's events. */
export type EventAnswer = z.output<typeof eventSchema>;

/** A value that a run stored, beside the one before it. */
export const outputSchema = z.object({
  version: z.string(),
  asset: z.string(),
  partition: z.string().optional(),
  step: z.string(),
  path: z.string(),
  bytes: z.number(),
  rows: z.number().optional(),
  hash: z.string(),
  createdAt: z.number(),
  before: z.object({
    version: z.string(),
    run: z.string(),
    bytes: z.number(),
    rows: z.number().optional(),
    same: z.boolean().describe("Whether the file has the same content"),
  }).optional(),
}).meta({ id: "RunOutput" });

/** One of the API's outputs. */
export type OutputAnswer = z.output<typeof outputSchema>;

/** Something that a run was asked for otherwise than the one before it. */
export const changeSchema = z.object({
  key: z.string(),
  before: jsonSchema.optional(),
  after: jsonSchema.optional(),
});
