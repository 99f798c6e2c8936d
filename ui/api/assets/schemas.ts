import { z } from "../../../infra/zod.ts";
import { severities } from "../../../pipeline/engine/mod.ts";
import { metadataSchema, outcomeSchema } from "../common_schemas.ts";

/** How an asset stands, worst first: what is broken, what is worth a look, what is as it should be. */
export const healths = ["failing", "warning", "partial", "never", "healthy", "transient"] as const;

/** One of {@link healths}. */
export type AssetHealth = (typeof healths)[number];

/** What a live run does with an asset now. */
const activities = ["running", "waiting"] as const;

/** A value of a cell: what is no number or truth in JSON comes as text. */
export const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A column of a table. */
export const columnSchema = z.object({ name: z.string(), type: z.string().describe("DuckDB's name of the type") });

/** Newest outcomes of an asset's checks, over all partitions. */
const checkCountsSchema = z.object({
  defined: z.number(),
  passed: z.number(),
  warn: z.number().describe("Failed, of severity warn"),
  error: z.number().describe("Failed, of severity error"),
});

/** An asset. */
export const assetSchema = z.object({
  name: z.string(),
  group: z.string(),
  description: z.string(),
  kind: z.string(),
  tags: z.record(z.string(), z.string()),
  deps: z.array(z.string()).readonly(),
  dependants: z.array(z.string()).readonly(),
  jobs: z.array(z.string()).readonly().describe("Jobs that make it"),
  health: z.enum(healths).describe("`transient` values live as long as their run; `partial` ones lack partitions"),
  activity: z.enum(activities).optional(),
  checks: checkCountsSchema,
  partitions: z.object({ name: z.string(), keys: z.number(), built: z.number() }).optional(),
  builtAt: z.number().optional().describe("Time of the newest value"),
  rows: z.number().optional().describe("Of the newest values, over all partitions"),
  bytes: z.number().optional(),
  lastRun: z.object({
    run: z.string(),
    status: z.string().describe("Of its steps in that run, the worst"),
    endedAt: z.number().optional(),
    milliseconds: z.number().optional().describe("Sum over its steps"),
    message: z.string().optional().describe("Of the first step that failed"),
  }).optional().describe("The newest run that came to it, among the last 40"),
}).meta({ id: "Asset" });

/** One of the API's assets. */
export type AssetAnswer = z.output<typeof assetSchema>;

/** A stored value. */
export const valueSchema = z.object({
  version: z.string(),
  run: z.string(),
  step: z.string(),
  partition: z.string().optional(),
  path: z.string(),
  hash: z.string().describe("SHA-256 of the file"),
  bytes: z.number(),
  rows: z.number().optional(),
  columns: z.array(columnSchema).readonly().optional(),
  metadata: metadataSchema,
  codeVersion: z.string(),
  inputs: z.array(z.object({ asset: z.string(), partition: z.string().optional(), version: z.string() })).readonly(),
  createdAt: z.number(),
  table: z.boolean().describe("Whether it is a table, whose rows can be looked at"),
  current: z.boolean().describe("Whether it is the newest of its partition"),
}).meta({ id: "StoredValue" });

/** One of the API's stored values. */
export type ValueAnswer = z.output<typeof valueSchema>;

/** What one run stored of an asset. */
export const buildSchema = z.object({
  run: z.string(),
  createdAt: z.number(),
  values: z.number(),
  rows: z.number().optional(),
  bytes: z.number(),
  milliseconds: z.number().optional().describe("Sum over the run's steps of the asset"),
});

/** A check with its newest outcomes. */
export const checkSchema = z.object({
  asset: z.string(),
  check: z.string(),
  description: z.string(),
  severity: z.enum(severities),
  state: z.enum(["passed", "warn", "error", "never"]).describe("The worst of its newest outcomes"),
  newest: z.array(outcomeSchema).readonly().describe("The newest outcome of each partition, those that failed first"),
  strip: z.array(z.object({ run: z.string(), time: z.number(), passed: z.number(), failed: z.number() })).readonly()
    .describe("Outcomes by run, oldest first"),
}).meta({ id: "Check" });

/** One of the API's checks. */
export type CheckAnswer = z.output<typeof checkSchema>;
