import { z } from "../../../infra/zod.ts";
import { logLevels } from "../../../infra/log.ts";
import { runStatuses, runTriggers } from "../../../pipeline/engine/mod.ts";
import { defineEndpoint } from "../endpoint.ts";
import { outcomeSchema } from "../common_schemas.ts";
import { changeSchema, eventSchema, outputSchema, runSchema, stepSchema } from "./schemas.ts";

const tag = "Runs";
const params = z.object({ id: z.string() });
const limit = z.coerce.number().int().min(1).max(500).default(50);
const time = z.coerce.number().min(0).optional();

/** What lists of runs are narrowed by. */
export const runChoiceSchema = z.object({
  job: z.string().optional(),
  tag: z.string().regex(/^[^=]+=/, "such as team=analytics").optional().describe("As `name=value`"),
  trigger: z.enum(runTriggers).optional(),
  by: z.string().max(200).optional().describe(
    "Who asked for them: a user, a token, or `cli:` and a user of the machine",
  ),
  asset: z.string().max(500).optional().describe("Only runs with a step of it"),
  partition: z.string().max(500).optional().describe("Only runs with a step of this key"),
  since: time.describe("Only runs made at this time or later"),
  until: time.describe("Only runs made before this time"),
});

/** What tabs show: some statuses together. */
export const statusGroups = ["active", ...runStatuses] as const;

/** Runs, newest first. */
export const listRuns = defineEndpoint({
  method: "get",
  path: "/runs",
  tag,
  summary: "Runs, newest first",
  role: "viewer",
  input: {
    query: runChoiceSchema.extend({
      status: z.enum(statusGroups).optional().describe("`active` for those that a process has"),
      cursor: z.string().optional(),
      limit,
    }),
  },
  output: z.object({ items: z.array(runSchema).readonly(), next: z.string().optional() }),
});

/** How many runs of each status there are. */
export const countRuns = defineEndpoint({
  method: "get",
  path: "/runs/counts",
  tag,
  summary: "How many runs of each status there are",
  role: "viewer",
  input: { query: runChoiceSchema },
  output: z.object({ counts: z.record(z.enum(runStatuses), z.number()) }),
});

/** One run. */
export const getRun = defineEndpoint({
  method: "get",
  path: "/runs/{id}",
  tag,
  summary: "A run",
  role: "viewer",
  input: { params },
  output: z.object({
    run: runSchema,
    previous: runSchema.optional().describe("The last successful run of the job before it"),
    changes: z.array(changeSchema).readonly().describe("What it was asked for otherwise than the previous run"),
    retries: z.array(z.string()).readonly().describe("Runs that tried it again, newest first"),
    known: z.boolean().describe("Whether the project still has the job"),
    command: z.string().describe("The command line that does the same"),
  }),
});

/** The steps of a run. */
export const listRunSteps = defineEndpoint({
  method: "get",
  path: "/runs/{id}/steps",
  tag,
  summary: "The steps of a run in the order they started, with waits, tries and the critical path",
  role: "viewer",
  input: { params },
  output: z.object({
    items: z.array(stepSchema).readonly(),
    start: z.number().optional(),
    end: z.number().optional().describe("Of the time axis; now for a live run"),
    later: z.array(z.string()).readonly().describe("Assets whose steps are not planned yet"),
  }),
});

/** What a log is narrowed by. */
export const eventChoiceSchema = z.object({
  after: z.coerce.number().int().min(0).optional().describe("Only events above this sequence"),
  newest: z.stringbool().default(false).describe("The last ones instead of those after `after`"),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  level: z.enum(logLevels).optional().describe("Only events at least this urgent"),
  step: z.string().optional(),
  text: z.string().min(1).max(200).optional().describe(
    "Only events with this in their words, in capital or small letters",
  ),
  regex: z.stringbool().default(false).describe("Whether `text` is a regular expression, in the syntax of RE2"),
  context: z.coerce.number().int().min(0).max(20).default(0).describe(
    "How many events around each that was found are there too, marked with `hit` false",
  ),
  collapse: z.stringbool().default(false).describe("Whether events with the same words in a row become one"),
});

/** A page of a run's log. */
export const listRunEvents = defineEndpoint({
  method: "get",
  path: "/runs/{id}/events",
  tag,
  summary:
    "Events of a run, oldest first; `next` is the `after` of the page that follows, also when no event matched yet",
  role: "viewer",
  input: { params, query: eventChoiceSchema },
  output: z.object({
    items: z.array(eventSchema).readonly(),
    next: z.number().optional(),
    after: z.number().describe("The sequence that the page starts behind"),
    last: z.number().describe("Sequence of the newest event"),
  }),
});

/** All events of a run as a file. */
export const downloadRunEvents = defineEndpoint({
  method: "get",
  path: "/runs/{id}/events.jsonl",
  tag,
  summary: "All events of a run as a file, one JSON text in each line",
  role: "viewer",
  input: { params },
  output: z.string(),
  media: "application/x-ndjson",
});

/** The log of a run as a text. */
export const downloadRunLog = defineEndpoint({
  method: "get",
  path: "/runs/{id}/log.txt",
  tag,
  summary: "All events of a run as a text to read, one line each",
  role: "viewer",
  input: { params },
  output: z.string(),
  media: "text/plain",
});

/** What a run stored. */
export const listRunOutputs = defineEndpoint({
  method: "get",
  path: "/runs/{id}/outputs",
  tag,
  summary: "Values that a run stored, each beside the one before it",
  role: "viewer",
  input: { params },
  output: z.object({ items: z.array(outputSchema).readonly() }),
});

/** Outcomes of a run's checks. */
export const listRunChecks = defineEndpoint({
  method: "get",
  path: "/runs/{id}/checks",
  tag,
  summary: "Outcomes of a run's checks",
  role: "viewer",
  input: { params },
  output: z.object({ items: z.array(outcomeSchema).readonly() }),
});

/** Cancels a run. */
export const cancelRun = defineEndpoint({
  method: "post",
  path: "/runs/{id}/cancel",
  tag,
  summary: "Cancels a run: a waiting one at once; of one that is executed, all processes end within the grace time",
  role: "operator",
  input: { params, body: z.object({ reason: z.string().max(500).default("no reason given") }) },
  output: z.object({ run: z.string(), canceled: z.boolean().describe("Whether it has ended already") }),
  action: "run.cancel",
});

/** What of a run is run again. */
const retryBodySchema = z.object({
  fromFailure: z.boolean().default(false).describe("Whether what it finished is taken, and only the rest made"),
  steps: z.array(z.string()).min(1).optional().describe(
    "Only these steps; they read the newest values of what they need",
  ),
  priority: z.number().int().min(-1000).max(1000).default(0),
});

/** Runs a run again. */
export const retryRun = defineEndpoint({
  method: "post",
  path: "/runs/{id}/retry",
  tag,
  summary: "Queues what a run was asked for again: all of it, what it did not finish, or some of its steps",
  role: "operator",
  input: { params, body: retryBodySchema },
  output: z.object({ run: z.string().describe("The new run"), waiting: z.string().describe("Why it waits") }),
  action: "run.retry",
});

const outcomes = z.object({
  items: z.array(z.object({ id: z.string(), run: z.string().optional(), problem: z.string().optional() })).readonly(),
  done: z.number(),
  refused: z.number(),
});
const ids = z.array(z.string()).min(1).max(500);

/** Cancels several runs. */
export const cancelRuns = defineEndpoint({
  method: "post",
  path: "/runs/cancel",
  tag,
  summary: "Cancels several runs; what is wrong with one does not keep the others",
  role: "operator",
  input: { body: z.object({ ids, reason: z.string().max(500).default("no reason given") }) },
  output: outcomes,
  action: "run.cancel",
});

/** Runs several runs again. */
export const retryRuns = defineEndpoint({
  method: "post",
  path: "/runs/retry",
  tag,
  summary: "Queues several runs again; what is wrong with one does not keep the others",
  role: "operator",
  input: { body: z.object({ ids, fromFailure: z.boolean().default(false) }) },
  output: outcomes,
  action: "run.retry",
});
