import { z } from "../../../infra/zod.ts";
import { runStatuses } from "../../../pipeline/engine/mod.ts";
import { defineEndpoint } from "../endpoint.ts";
import { runSchema, tagsSchema } from "../runs/schemas.ts";

const tag = "Jobs";

/** One of the last runs of a job, as a strip shows it. */
const stripRunSchema = z.object({
  id: z.string(),
  status: z.enum(runStatuses),
  createdAt: z.number(),
  milliseconds: z.number().optional(),
});

/** A job. */
const jobSchema = z.object({
  name: z.string(),
  description: z.string(),
  selection: z.string(),
  tags: tagsSchema,
  assets: z.array(z.string()).readonly().describe("Dependencies first"),
  place: z.string().describe("`file:line:column` of its definition"),
  recent: z.array(stripRunSchema).readonly().describe("The last runs, newest first"),
  lastRun: runSchema.optional(),
  usual: z.number().optional().describe("Median milliseconds of the last successful runs"),
  schedules: z.array(z.object({
    name: z.string(),
    cron: z.string(),
    timezone: z.string(),
    running: z.boolean(),
    nextTick: z.number().optional(),
  })).readonly(),
  sensors: z.array(z.object({ name: z.string(), running: z.boolean() })).readonly(),
}).meta({ id: "Job" });

/** One of the API's jobs. */
export type JobAnswer = z.output<typeof jobSchema>;

/** Every job. */
export const listJobs = defineEndpoint({
  method: "get",
  path: "/jobs",
  tag,
  summary: "Every job with its last runs, schedules and sensors",
  role: "viewer",
  input: {},
  output: z.object({ items: z.array(jobSchema).readonly() }),
});

/** The names of jobs alone: where one is chosen nothing has to be read for it. */
export const listJobNames = defineEndpoint({
  method: "get",
  path: "/job-names",
  tag,
  summary: "The names of all jobs",
  role: "viewer",
  input: {},
  output: z.object({ items: z.array(z.string()).readonly() }),
});

/** What assets are called. */
export const listAssetNames = defineEndpoint({
  method: "get",
  path: "/asset-names",
  tag: "Assets",
  summary: "The names of all assets, in the order in which they are made",
  role: "viewer",
  input: {},
  output: z.object({ items: z.array(z.string()).readonly() }),
});

/** One job. */
export const getJob = defineEndpoint({
  method: "get",
  path: "/jobs/{name}",
  tag,
  summary: "A job with what it makes",
  role: "viewer",
  input: { params: z.object({ name: z.string() }) },
  output: z.object({
    job: jobSchema,
    assets: z.array(z.object({
      name: z.string(),
      group: z.string(),
      description: z.string(),
      needs: z.array(z.string()).readonly(),
      transient: z.boolean(),
      partitions: z.string().optional().describe("Name of the partitions that split it"),
      builtAt: z.number().optional(),
      rows: z.number().optional(),
    })).readonly(),
  }),
});
