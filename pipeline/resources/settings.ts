import { z } from "../../infra/zod.ts";
import { logLevels } from "../../infra/log.ts";
import { alertDefaults, alertsSchema, lineageSchema } from "./alert_settings.ts";
import { readerConfigSchema, writerConfigSchema } from "../../io/mod.ts";
import { authDefaults, authSchema, uiSchema } from "./auth_settings.ts";
import { schedulesSchema, sensorsSchema } from "./automation_settings.ts";
import { crashPolicies } from "../engine/mod.ts";
import { freshnessSchema } from "./freshness_settings.ts";
import { jobParamsSchema } from "./params.ts";
import { retentionDefaults, retentionSchema } from "./retention_settings.ts";

const path = z.string().min(1);

const pathsSchema = z.strictObject({
  data: path.describe("Everything the program writes, unless a path below says otherwise"),
  raw: path.describe("Input files"),
  internal: path.describe("Published tables of the internal branch"),
  external: path.describe("Published tables of the external branch"),
  merging: path.describe("Published tables and reports of the merge"),
  logs: path.describe("Log files"),
  history: path.describe("The record of what ran"),
}).describe("Folders; relative ones start at the project's folder");

const engineSchema = z.strictObject({
  memory_limit: z.string().regex(/^\d+(\.\d+)?\s*(%|[KMGT]i?B)$/i, 'such as "1GB" or "75%"').describe(
    "Memory that DuckDB uses before it spills to temp_directory",
  ),
  threads: z.int().min(1).max(1024).nullable().describe("Threads of DuckDB; null for one per core"),
  temp_directory: path.describe("Where DuckDB puts what does not fit into memory_limit"),
  max_concurrent_steps: z.int().min(1).max(256).nullable().describe(
    "Steps that run at the same time; null for one per core",
  ),
  reuse: z.boolean().describe("Whether to skip what is unchanged, as --reuse does"),
}).describe("How jobs run");

const historySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("sqlite"), path: path.describe("Database file") }),
  z.strictObject({
    kind: z.literal("postgres"),
    url: z.string().regex(/^postgres(ql)?:\/\//, 'such as "postgres://user:password@host:5432/database"')
      .meta({ secret: true }).describe("PostgreSQL database that several machines share"),
    schema: z.string().regex(/^[a-z_][a-z0-9_]*$/, "lower-case letters, digits and _").nullable().default(null)
      .describe("Schema that holds the tables; null for the user's default schema"),
  }),
]).describe("Where runs are recorded");

const counts = z.record(z.string().min(1), z.int().min(0).max(100_000));

const queueSchema = z.strictObject({
  max_runs: z.int().min(1).max(1000).describe("Runs at the same time, over all workers"),
  limits: z.strictObject({
    jobs: counts.describe("Runs at the same time, by job"),
    tags: counts.describe('Runs at the same time, by tag: "key=value", or "key" for each of its values'),
    pools: counts.describe("Slots of each pool"),
  }).describe("Further limits; what is not listed has none"),
  lease_seconds: z.number().min(1).max(300).describe(
    "Seconds without a sign of life after which a worker loses its runs",
  ),
  grace_seconds: z.number().min(0).max(3600).describe(
    "Seconds that a run's processes get to end by themselves when it is canceled or its worker stops",
  ),
  on_crash: z.enum(crashPolicies).describe("What happens to a run whose process died"),
  attempts: z.int().min(1).max(100).describe("How often a run is started at most, the first time and after crashes"),
}).describe("The queue of runs and the workers that execute them");

const loggerSchema = z.strictObject({
  level: z.enum(logLevels).describe("Lowest level that is logged"),
  max_bytes: z.int().min(10_000).describe("Size in bytes at which the log file is rotated"),
  max_files: z.int().min(1).max(1000).describe("How many rotated log files are kept"),
}).describe("Logs");

/** The whole configuration of an environment. */
export const settingsSchema = z.strictObject({
  paths: pathsSchema,
  readers: z.record(z.string(), readerConfigSchema).describe("Named inputs"),
  writers: z.record(z.string(), writerConfigSchema).describe("Named outputs"),
  external_sources: z.array(z.string()).min(1).describe("Readers that the external branch joins, in order"),
  job_params: jobParamsSchema,
  engine: engineSchema,
  schedules: schedulesSchema,
  sensors: sensorsSchema,
  freshness: freshnessSchema,
  history: historySchema,
  queue: queueSchema,
  retention: retentionSchema,
  logger: loggerSchema,
  alerts: alertsSchema,
  lineage: lineageSchema,
  auth: authSchema,
  ui: uiSchema,
}).superRefine((settings, context) => {
  settings.external_sources.forEach((name, index) => {
    if (name in settings.readers) return;
    context.addIssue({
      code: "custom",
      path: ["external_sources", index],
      message: `no reader is called "${name}"; readers are ${Object.keys(settings.readers).join(", ")}`,
    });
  });
  const archive: Readonly<Record<string, unknown>> = settings.writers["final_assignments_archive"] ?? {};
  if (settings.writers["final_assignments_archive"] === undefined) return;
  if (archive["per_run"] === true || archive["append"] === true) return;
  context.addIssue({
    code: "custom",
    path: ["writers", "final_assignments_archive"],
    message: "an archive must keep what it has: set append (duckdb, sqlite) or per_run (files) to true",
  });
}).describe("Configuration of one environment");

/** A checked configuration. */
export type Settings = z.infer<typeof settingsSchema>;

/** What holds where an environment's file says nothing; `${…}` is resolved when the configuration is loaded. */
export function settingsDefaults(environment: string): Record<string, unknown> {
  return {
    paths: {
      data: `data/${environment}`,
      raw: "${paths.data}/raw",
      internal: "${paths.data}/internal",
      external: "${paths.data}/external",
      merging: "${paths.data}/merging",
      logs: "logs",
      history: "${paths.data}/history",
    },
    readers: {
      ns_sales: { kind: "csv", path: "${paths.raw}/ns_sales.csv" },
      ns_map: { kind: "csv", path: "${paths.raw}/ns_map.csv" },
      external_placerai: { kind: "csv", path: "${paths.raw}/placerai.csv" },
      external_urbanicity: { kind: "csv", path: "${paths.raw}/urbanicity.csv" },
      external_cotenants: { kind: "csv", path: "${paths.raw}/cotenants.csv" },
    },
    writers: {
      sales_by_category: { kind: "parquet", path: "${paths.internal}/sales_by_category" },
      sales_shares: { kind: "parquet", path: "${paths.internal}/sales_shares.parquet" },
      external_data: { kind: "parquet", path: "${paths.external}/processed_external_data.parquet" },
      internal_clustering_models: { kind: "json", path: "${paths.internal}/clustering_models", array: false },
      internal_cluster_assignments: { kind: "parquet", path: "${paths.internal}/cluster_assignments.parquet" },
      external_clustering_models: { kind: "json", path: "${paths.external}/clustering_models", array: false },
      external_cluster_assignments: { kind: "parquet", path: "${paths.external}/cluster_assignments.parquet" },
      merged_cluster_assignments: { kind: "parquet", path: "${paths.merging}/merged_cluster_assignments.parquet" },
      merged_cluster_features: { kind: "parquet", path: "${paths.merging}/merged_cluster_features" },
      cluster_reports: { kind: "xlsx", path: "${paths.merging}/reports", per_run: true, number_format: "#,##0.00" },
      final_assignments: { kind: "parquet", path: "${paths.merging}/final_assignments.parquet" },
      final_assignments_archive: {
        kind: "parquet",
        path: "${paths.merging}/final_assignments_archive",
        per_run: true,
      },
    },
    external_sources: ["external_placerai", "external_urbanicity"],
    job_params: {},
    engine: {
      memory_limit: "1GB",
      threads: null,
      temp_directory: "${paths.data}/tmp",
      max_concurrent_steps: null,
      reuse: false,
    },
    schedules: {},
    sensors: {},
    freshness: {},
    history: { kind: "sqlite", path: "${paths.history}/history.sqlite" },
    queue: {
      max_runs: 4,
      limits: { jobs: {}, tags: {}, pools: {} },
      lease_seconds: 3,
      grace_seconds: 10,
      on_crash: "resume",
      attempts: 3,
    },
    logger: { level: "info", max_bytes: 10_000_000, max_files: 5 },
    ...alertDefaults,
    ...authDefaults,
    ...retentionDefaults,
  };
}
