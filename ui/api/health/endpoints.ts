import { z } from "../../../infra/zod.ts";
import { defineEndpoint } from "../endpoint.ts";

const tag = "Operations";

/** Whether the server and its history answer. */
export const getHealth = defineEndpoint({
  method: "get",
  path: "/health",
  tag,
  summary: "Whether the server and its history answer",
  role: "anyone",
  input: {},
  output: z.object({ status: z.literal("ok"), version: z.string(), environment: z.string(), time: z.number() }),
});

/** How something stands, worst first. */
export const healthStates = ["failing", "warning", "ok", "unknown"] as const;

const state = z.enum(healthStates);

/** One thing that was looked at. */
export const healthCheckSchema = z.object({
  name: z.string(),
  state,
  detail: z.string(),
  since: z.number().optional().describe("Since when it stands so, where that is known"),
  remedy: z.string().optional().describe("What to do"),
  link: z.string().optional().describe("The page that tells more"),
});

/** A process that takes runs from the queue. */
export const workerSchema = z.object({
  name: z.string(),
  role: z.string().optional().describe("daemon, worker or ui; absent where it did not say"),
  alive: z.boolean(),
  startedAt: z.number(),
  seenAt: z.number().describe("Its last sign of life"),
  slots: z.number().optional().describe("Runs that it executes at once; absent for as many as the limits allow"),
  runs: z.array(z.string()).describe("Those that it executes"),
});

/** How the queue stands. */
export const queueHealthSchema = z.object({
  waiting: z.number(),
  oldest: z.number().optional().describe("Since when the oldest of them waits"),
  executed: z.number(),
  limit: z.number(),
  pools: z.array(z.object({ name: z.string(), taken: z.number(), limit: z.number().optional() })),
});

/** A folder of the configuration. */
export const folderSchema = z.object({
  name: z.string(),
  path: z.string(),
  state,
  detail: z.string(),
  free: z.number().optional().describe("Bytes"),
  total: z.number().optional().describe("Bytes of the disk that it is on"),
});

/** Everything that health is told by. */
export const healthReportSchema = z.object({
  state,
  time: z.number(),
  environment: z.string(),
  checks: z.array(healthCheckSchema),
  workers: z.array(workerSchema),
  queue: queueHealthSchema.optional().describe("Absent where the history does not answer"),
  folders: z.array(folderSchema),
  history: z.object({
    kind: z.enum(["sqlite", "postgres"]),
    name: z.string(),
    schema: z.number(),
    bytes: z.number(),
    milliseconds: z.number().describe("What a small question took"),
  }).optional(),
  slowQueries: z.array(z.object({
    sql: z.string(),
    count: z.number().describe("How often it took long"),
    worst: z.number().describe("Milliseconds that it took at most, waiting included"),
    last: z.number(),
  })).describe(
    "Statements of this server that took 100 ms or more since it was started, the slowest first, at most 20",
  ),
  versions: z.record(z.string(), z.string()),
});

/** How everything stands. */
export const getHealthReport = defineEndpoint({
  method: "get",
  path: "/health/report",
  tag,
  summary: "History, workers, queue, folders, schedules, sensors, freshness and messages: how each stands, what to do",
  role: "viewer",
  input: {},
  output: healthReportSchema,
});

/** Health and alerts in three figures. */
export const standingSchema = z.object({
  state: state.describe("That of the worst"),
  troubles: z.number().describe("Things to look at"),
  alerts: z.number().describe("Alerts whose end has not come yet"),
});

/** What the top of each page shows. */
export const getStanding = defineEndpoint({
  method: "get",
  path: "/health/standing",
  tag,
  summary: "Health and alerts in three figures, at most five seconds old",
  role: "viewer",
  input: {},
  output: standingSchema,
});

/** Everything that somebody who helps wants to know, in one file. */
export const downloadDiagnostics = defineEndpoint({
  method: "get",
  path: "/health/diagnostics.json",
  tag,
  summary: "Health, queue, limits, configuration, failed runs and figures of the project as one file, secrets masked",
  role: "operator",
  input: {},
  output: z.string(),
});
