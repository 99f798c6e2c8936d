import { z } from "../../../infra/zod.ts";
import { defineEndpoint } from "../endpoint.ts";

const tag = "Automation";
const name = z.object({ name: z.string() });

/** One evaluation of a schedule or sensor. */
export const tickSchema = z.object({
  /** Of a schedule the planned time. */
  time: z.number(),
  startedAt: z.number(),
  endedAt: z.number(),
  outcome: z.enum(["launched", "skipped", "failed"]),
  message: z.string().optional(),
  runs: z.array(z.string()),
});

const automation = {
  name: z.string(),
  job: z.string(),
  description: z.string(),
  tags: z.record(z.string(), z.string()),
  running: z.boolean(),
  lastTick: z.number().optional(),
  /** Where it is defined: file, line and column. */
  place: z.string(),
  /** The newest ticks, newest first. */
  ticks: z.array(tickSchema),
};

/** A job that runs by the clock. */
export const scheduleSchema = z.object({
  ...automation,
  cron: z.string(),
  timezone: z.string(),
  /** What becomes of ticks that were missed. */
  catchUp: z.string(),
  overlap: z.enum(["allow", "skip", "queue", "replace"]),
  /** Absent while it is stopped. */
  nextTick: z.number().optional(),
});

/** A tick to come, in the schedule's zone. */
export const previewSchema = z.object({
  time: z.number(),
  local: z.string(),
  offset: z.string(),
  marks: z.array(z.enum(["moved", "first_of_two", "second_of_two", "offset_changed"])),
});

/** A job that runs when something happens. */
export const sensorSchema = z.object({
  ...automation,
  /** Milliseconds between two evaluations, at least. */
  minimumInterval: z.number(),
  /** What it remembers. */
  cursor: z.string().optional(),
});

/** What a sensor would ask for now. */
const sensorPreviewSchema = z.object({
  runs: z.array(z.object({ key: z.string(), selection: z.string().optional(), details: z.unknown().optional() })),
  cursor: z.string().optional(),
  skipReason: z.string().optional(),
});

const switched = z.object({ name: z.string(), running: z.boolean(), changed: z.boolean() });

function switchOf(kind: "schedule" | "sensor", change: "start" | "stop", summary: string) {
  return defineEndpoint({
    method: "post",
    path: `/${kind}s/{name}/${change}`,
    tag,
    summary,
    role: "operator",
    action: `${kind}.${change}`,
    input: { params: name },
    output: switched,
  });
}

/** Every schedule. */
export const listSchedules = defineEndpoint({
  method: "get",
  path: "/schedules",
  tag,
  summary: "Every schedule with its next tick and the newest ones",
  role: "viewer",
  input: {},
  output: z.object({ items: z.array(scheduleSchema) }),
});

/** One schedule. */
export const getSchedule = defineEndpoint({
  method: "get",
  path: "/schedules/{name}",
  tag,
  summary: "One schedule with its next 20 ticks",
  role: "viewer",
  input: { params: name },
  output: scheduleSchema.extend({ preview: z.array(previewSchema) }),
});

/** A tick that was tried out. */
export const triedTickSchema = z.object({
  tick: previewSchema.optional().describe("The first tick at the given time or after it; absent where it never comes"),
  outcome: z.enum(["launched", "skipped"]),
  because: z.string().optional().describe("Why it would launch nothing, or what it would do beside"),
  request: z.object({
    job: z.string(),
    selection: z.string(),
    tags: z.record(z.string(), z.string()),
    pools: z.record(z.string(), z.number()),
    runKey: z.string(),
    details: z.record(z.string(), z.unknown()),
    assets: z.number().describe("How many assets it would make"),
  }),
});

/** The last millisecond of the year 9999, UTC: zones are ahead of it by less than dates have room for. */
const lastTime = 253_402_300_799_999;

/** Tries a tick. */
export const tryScheduleTick = defineEndpoint({
  method: "get",
  path: "/schedules/{name}/tick",
  tag,
  summary: "What the first tick at a time or after it would ask for if it came now, without effect",
  role: "viewer",
  input: {
    params: name,
    query: z.object({ at: z.coerce.number().int().min(0).max(lastTime).describe("Milliseconds since 1970") }),
  },
  output: triedTickSchema,
});

/** Starts a schedule. */
export const startSchedule = switchOf("schedule", "start", "Let a schedule run from now on");

/** Stops a schedule. */
export const stopSchedule = switchOf("schedule", "stop", "Stop a schedule until it is started");

/** Every sensor. */
export const listSensors = defineEndpoint({
  method: "get",
  path: "/sensors",
  tag,
  summary: "Every sensor with its newest ticks",
  role: "viewer",
  input: {},
  output: z.object({ items: z.array(sensorSchema) }),
});

/** One sensor. */
export const getSensor = defineEndpoint({
  method: "get",
  path: "/sensors/{name}",
  tag,
  summary: "One sensor",
  role: "viewer",
  input: { params: name },
  output: sensorSchema,
});

/** Starts a sensor. */
export const startSensor = switchOf("sensor", "start", "Let a sensor look from now on");

/** Stops a sensor. */
export const stopSensor = switchOf("sensor", "stop", "Stop a sensor until it is started");

/** Looks without effect. */
export const previewSensor = defineEndpoint({
  method: "get",
  path: "/sensors/{name}/preview",
  tag,
  summary: "What a sensor would ask for now, without effect",
  role: "operator",
  input: { params: name },
  output: sensorPreviewSchema,
});

/** Evaluates now. */
export const evaluateSensor = defineEndpoint({
  method: "post",
  path: "/sensors/{name}/evaluate",
  tag,
  summary: "Evaluate a sensor now, whatever its interval",
  role: "operator",
  action: "sensor.evaluate",
  input: { params: name },
  output: z.object({ tick: tickSchema.optional() }),
});

/** Changes what a sensor remembers. */
export const setSensorCursor = defineEndpoint({
  method: "put",
  path: "/sensors/{name}/cursor",
  tag,
  summary: "Change what a sensor remembers; an evaluation that is under way meanwhile has no effect",
  role: "operator",
  action: "sensor.cursor",
  input: {
    params: name,
    body: z.object({
      cursor: z.string().max(100_000).describe("As the sensor writes it; empty for nothing, as when it is new"),
    }),
  },
  output: z.object({ name: z.string(), cursor: z.string() }),
});

/** Ticks of a schedule or sensor. */
export const listTicks = defineEndpoint({
  method: "get",
  path: "/ticks",
  tag,
  summary: "Ticks of a schedule or sensor, newest first",
  role: "viewer",
  input: {
    query: z.object({
      kind: z.enum(["schedule", "sensor"]),
      name: z.string(),
      cursor: z.coerce.number().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
  },
  output: z.object({ items: z.array(tickSchema), next: z.number().optional() }),
});
