import { z } from "../../../infra/zod.ts";
import { defineEndpoint } from "../endpoint.ts";
import { jsonSchema } from "../common_schemas.ts";
import { tagsSchema } from "../runs/schemas.ts";

const tag = "Launchpad";
const params = z.object({ name: z.string() });
const overrides = z.string().max(20_000).default("").describe("YAML that is laid over the configuration");

/** A setting as a form shows it. */
const fieldSchema = z.object({
  path: z.string().describe("Such as job_params.max_clusters"),
  title: z.string(),
  group: z.string(),
  description: z.string(),
  kind: z.enum(["number", "integer", "boolean", "choice", "text", "json"]),
  choices: z.array(z.string()).readonly().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  value: jsonSchema.optional().describe("What holds without an override; secrets masked"),
  origin: z.string().describe("Where that is written"),
});

/** One of the form's settings. */
export type FieldAnswer = z.output<typeof fieldSchema>;

/** What a form to launch a job is made from. */
export const getLaunchpad = defineEndpoint({
  method: "get",
  path: "/jobs/{name}/launchpad",
  tag,
  summary:
    "What a form to launch a job is made from: settings, partitions, labels, and what a run before was asked for",
  role: "viewer",
  input: {
    params,
    query: z.object({
      from: z.string().optional().describe("A run whose request the form begins with"),
      preset: z.string().optional().describe("A named request that it begins with instead"),
    }),
  },
  output: z.object({
    job: z.object({ name: z.string(), description: z.string(), selection: z.string(), tags: tagsSchema }),
    fields: z.array(fieldSchema).readonly(),
    partitions: z.array(z.object({ name: z.string(), keys: z.array(z.string()).readonly() })).readonly(),
    reuse: z.boolean().describe("Whether what is unchanged is skipped by default"),
    attended: z.boolean().describe("Whether a worker or daemon executes what is queued"),
    begin: z.object({
      overrides: z.string(),
      partitions: z.array(z.string()).readonly(),
      tags: tagsSchema,
      selection: z.string().optional(),
      priority: z.number().optional(),
      reuse: z.boolean().optional(),
    }),
    presets: z.array(z.object({ name: z.string(), changedAt: z.number(), changedBy: z.string() })).readonly()
      .describe("Named requests of the job"),
  }),
});

/** Something that is wrong with what a run is asked for. */
export const launchProblemSchema = z.object({
  message: z.string(),
  path: z.string().optional(),
  line: z.number().optional().describe("Of the YAML, from 1"),
  column: z.number().optional(),
  remedy: z.string().optional(),
});

const textOrMany = z.union([z.string(), z.array(z.string())]);

/** What a run would do. */
export const planJob = defineEndpoint({
  method: "get",
  path: "/jobs/{name}/plan",
  tag,
  summary: "What a run would do, without doing anything; what is wrong with the request, by line",
  role: "viewer",
  input: {
    params,
    query: z.object({
      overrides,
      partition: textOrMany.optional().describe("Only these keys"),
      selection: z.string().max(2_000).optional().describe("Instead of the job's"),
      reuse: z.stringbool().default(false),
    }),
  },
  output: z.object({
    values: z.array(z.object({ path: z.string(), text: z.string() })).readonly().describe("Overrides as JSON texts"),
    problems: z.array(launchProblemSchema).readonly(),
    plan: z.object({
      steps: z.array(z.object({
        step: z.string(),
        asset: z.string(),
        partition: z.string().optional(),
        action: z.enum(["make", "reuse", "open"]),
        because: z.string(),
        usual: z.number().optional().describe("Milliseconds in the last run that made it"),
      })).readonly(),
      later: z.array(z.object({ asset: z.string(), partitions: z.string(), definedBy: z.string() })).readonly(),
      expected: z.number().optional().describe("Milliseconds, from earlier runs; absent without any"),
    }).optional(),
    command: z.string().describe("The command line that does the same"),
  }),
});

/** What a run is asked for. */
export const launchBodySchema = z.object({
  overrides,
  partitions: z.array(z.string()).max(10_000).default([]).describe("Only these keys; none for all"),
  selection: z.string().max(2_000).optional().describe("Instead of the job's"),
  tags: z.record(z.string().min(1).max(100), z.string().max(500)).default({}),
  priority: z.number().int().min(-1000).max(1000).default(0).describe("Higher ones go first"),
  reuse: z.boolean().default(false).describe("Whether what is unchanged is skipped"),
});

/** Queues a run. */
export const launchJob = defineEndpoint({
  method: "post",
  path: "/jobs/{name}/runs",
  tag,
  summary: "Queues a run of a job",
  role: "operator",
  input: {
    params,
    body: launchBodySchema,
  },
  output: z.object({ run: z.string(), waiting: z.string().describe("Why it waits") }),
  action: "run.launch",
});
