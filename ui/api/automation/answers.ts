import {
  type AutomationKind,
  automationStates,
  openCron,
  previewTicks,
  type Schedule,
  type Sensor,
  SensorEvaluator,
  switchAutomation,
  type Tick,
} from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { found } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { type Actor, actorOf } from "../caller.ts";
import { changeCursor } from "./cursor.ts";
import {
  evaluateSensor,
  getSchedule,
  getSensor,
  listSchedules,
  listSensors,
  listTicks,
  previewSensor,
  setSensorCursor,
  startSchedule,
  startSensor,
  stopSchedule,
  stopSensor,
  tryScheduleTick,
} from "./endpoints.ts";
import { tryTick } from "./try_tick.ts";

/** Ticks that a list shows of each. */
const shownTicks = 10;

/** Characters of a cursor that the audit keeps. */
const auditedText = 2_000;

/** Answers about schedules and sensors. */
export const automationAnswers: readonly Answer[] = [
  answer(listSchedules, async (_call, backend) => ({
    items: await Promise.all([...backend.project.schedules.values()].map((one) => scheduleView(one, backend))),
  })),
  answer(getSchedule, async ({ params: { name } }, backend) => {
    const schedule = found(backend.project.schedules.get(name), "schedule", name);
    const cron = await openCron(schedule.cron, schedule.timezone);
    const preview = previewTicks(schedule, cron, backend.clock.now(), 20);
    return {
      ...await scheduleView(schedule, backend),
      preview: preview.map((tick) => ({ ...tick, marks: [...tick.marks] })),
    };
  }),
  answer(tryScheduleTick, ({ params: { name }, query: { at } }, backend) => {
    return tryTick(backend, found(backend.project.schedules.get(name), "schedule", name), at);
  }),
  ...[startSchedule, stopSchedule].map((endpoint) =>
    answer(endpoint, ({ params: { name }, caller, address, changed }, backend) => {
      const what = found(backend.project.schedules.get(name), "schedule", name);
      changed.elsewhere();
      return turned({ kind: "schedule", what, running: endpoint === startSchedule }, actorOf(caller, address), backend);
    })
  ),
  answer(listSensors, async (_call, backend) => ({
    items: await Promise.all([...backend.project.sensors.values()].map((one) => sensorView(one, backend))),
  })),
  answer(getSensor, ({ params: { name } }, backend) => sensorView(sensorNamed(name, backend), backend)),
  ...[startSensor, stopSensor].map((endpoint) =>
    answer(endpoint, ({ params: { name }, caller, address, changed }, backend) => {
      const what = sensorNamed(name, backend);
      changed.elsewhere();
      return turned({ kind: "sensor", what, running: endpoint === startSensor }, actorOf(caller, address), backend);
    })
  ),
  answer(previewSensor, async ({ params: { name }, signal }, backend) => {
    const seen = await new SensorEvaluator(partsOf(backend)).preview(sensorNamed(name, backend), signal);
    const { cursor, runRequests = [], skipReason } = seen;
    return {
      runs: runRequests.map(({ runKey, selection, details }) => ({
        key: runKey,
        ...(selection === undefined ? {} : { selection }),
        ...(details === undefined ? {} : { details }),
      })),
      ...(cursor === undefined ? {} : { cursor }),
      ...(skipReason === undefined ? {} : { skipReason }),
    };
  }),
  answer(evaluateSensor, async ({ params: { name }, signal, changed }, backend) => {
    const tick = await new SensorEvaluator(partsOf(backend)).evaluateNow(sensorNamed(name, backend), signal);
    changed(name, { outcome: tick?.outcome ?? "another one was under way" });
    return tick === undefined ? {} : { tick: tickView(tick) };
  }),
  answer(setSensorCursor, async ({ params: { name }, body: { cursor }, caller, changed }, backend) => {
    const before = await changeCursor(backend, sensorNamed(name, backend), cursor, caller.name);
    changed(name, { before: before.slice(0, auditedText), after: cursor.slice(0, auditedText) });
    return { name, cursor };
  }),
  answer(listTicks, async ({ query: { kind, name, cursor, limit } }, { ledger }) => {
    const before = cursor === undefined ? {} : { before: cursor };
    const ticks = await ledger.coordination.automation.ticks(kind, name, { ...before, limit: limit + 1 });
    const items = ticks.slice(0, limit).map(tickView);
    return { items, ...(ticks.length > limit ? { next: items.at(-1)!.time } : {}) };
  }),
];

function partsOf({ project, environment, redact, clock, random, settings, ledger }: Backend) {
  return { project, environment, redact, clock, random, reuse: settings.engine.reuse, ledger };
}

function sensorNamed(name: string, { project }: Backend): Sensor {
  return found(project.sensors.get(name), "sensor", name);
}

async function turned(
  one: Parameters<typeof switchAutomation>[1],
  actor: Actor,
  { ledger, clock }: Backend,
): Promise<{ name: string; running: boolean; changed: boolean }> {
  const changed = await switchAutomation(ledger.coordination, one, { ...actor, clock });
  return { name: one.what.name, running: one.running, changed };
}

async function scheduleView(schedule: Schedule, backend: Backend) {
  const { cron, timezone, overlap, catchUp } = schedule;
  const common = await commonView("schedule", schedule, backend);
  const next = common.running ? (await openCron(cron, timezone)).next(backend.clock.now()) : undefined;
  return {
    ...common,
    ...{ cron, timezone, overlap },
    catchUp: catchUp.kind === "all" ? `all, at most ${catchUp.cap}` : catchUp.kind,
    ...(next === undefined ? {} : { nextTick: next }),
  };
}

async function sensorView(sensor: Sensor, backend: Backend) {
  const common = await commonView("sensor", sensor, backend);
  const { cursor } = (await automationStates(backend.ledger.coordination, "sensor")).get(sensor.name) ?? {};
  return {
    ...common,
    minimumInterval: sensor.minimumInterval,
    ...(cursor === undefined || cursor === "" ? {} : { cursor }),
  };
}

async function commonView(kind: AutomationKind, what: Schedule | Sensor, { ledger: { coordination } }: Backend) {
  const { name, job, description, tags, defaultRunning, place } = what;
  const state = (await automationStates(coordination, kind)).get(name);
  const ticks = await coordination.automation.ticks(kind, name, { limit: shownTicks });
  return {
    ...{ name, job, description, tags: { ...tags }, place: String(place) },
    running: state?.running ?? defaultRunning,
    ...(state?.lastTick === undefined ? {} : { lastTick: state.lastTick }),
    ticks: ticks.map(tickView),
  };
}

function tickView({ time, startedAt, endedAt, outcome, message, runs }: Tick) {
  return { time, startedAt, endedAt, outcome, runs: [...runs], ...(message === undefined ? {} : { message }) };
}
