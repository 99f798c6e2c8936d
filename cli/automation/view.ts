import type { AutomationState, Project, Schedule, Sensor, Tick } from "../../pipeline/engine/mod.ts";
import type { CommandContext } from "../command.ts";
import { loadEngine } from "../later.ts";
import { byStatus, formatTime } from "../output/mod.ts";
import { printJson, printTable } from "../print.ts";
import { readWorkspaceLedger, type Workspace } from "../wire.ts";

/** What is kept of all schedules or sensors, by name. */
export async function readStates(
  workspace: Workspace,
  kind: AutomationState["kind"],
): Promise<ReadonlyMap<string, AutomationState>> {
  const { history, coordination } = await readWorkspaceLedger(workspace);
  await using _open = history;
  const states = await coordination?.automation.states() ?? [];
  return new Map(states.filter((state) => state.kind === kind).map((state) => [state.name, state]));
}

/** A schedule as scripts see it. */
export async function scheduleFacts(schedule: Schedule, state: AutomationState | undefined, now: number) {
  const { name, job, cron, timezone, catchUp, overlap, tags, defaultRunning, description, place } = schedule;
  const running = state?.running ?? defaultRunning;
  const { openCron } = await loadEngine();
  const next = running ? (await openCron(cron, timezone)).next(now) : undefined;
  return {
    name,
    job,
    description,
    cron,
    timezone,
    catchUp,
    overlap,
    tags,
    running,
    lastTick: state?.lastTick ?? null,
    nextTick: next ?? null,
    place: place.toString(),
  };
}

/** A sensor as scripts see it. */
function sensorFacts(sensor: Sensor, state: AutomationState | undefined) {
  const { name, job, minimumInterval, tags, defaultRunning, description, place } = sensor;
  const running = state?.running ?? defaultRunning;
  const lastTick = state?.lastTick ?? null;
  return { name, job, description, minimumInterval, tags, running, lastTick, place: place.toString() };
}

/** Prints all schedules of a project. */
export async function listSchedules(
  project: Project,
  workspace: Workspace,
  context: CommandContext,
  json: boolean,
): Promise<void> {
  const states = await readStates(workspace, "schedule");
  const now = context.effects.clock.now();
  const all = [...project.schedules.values()];
  const schedules = await Promise.all(all.map((one) => scheduleFacts(one, states.get(one.name), now)));
  if (json) return printJson(context, schedules);
  printTable(context, schedules, [
    { title: "schedule", cell: ({ name }) => name },
    { title: "state", cell: ({ running }) => runningText(running, context) },
    { title: "cron", cell: ({ cron }) => cron },
    { title: "zone", cell: ({ timezone }) => timezone },
    { title: "job", cell: ({ job }) => job },
    { title: "next", cell: ({ nextTick }) => timeText(nextTick) },
    { title: "last", cell: ({ lastTick }) => timeText(lastTick), flexible: true },
  ], "No schedules: this project defines none.");
}

/** Prints all sensors of a project. */
export async function listSensors(
  project: Project,
  workspace: Workspace,
  context: CommandContext,
  json: boolean,
): Promise<void> {
  const states = await readStates(workspace, "sensor");
  const sensors = [...project.sensors.values()].map((one) => sensorFacts(one, states.get(one.name)));
  if (json) return printJson(context, sensors);
  printTable(context, sensors, [
    { title: "sensor", cell: ({ name }) => name },
    { title: "state", cell: ({ running }) => runningText(running, context) },
    { title: "every", cell: ({ minimumInterval }) => `${minimumInterval / 1000} s`, align: "right" },
    { title: "job", cell: ({ job }) => job },
    { title: "last", cell: ({ lastTick }) => timeText(lastTick), flexible: true },
  ], "No sensors: this project defines none.");
}

/** Prints ticks, newest first. */
export function printTicks(ticks: readonly Tick[], context: CommandContext, json: boolean, empty: string): void {
  if (json) return printJson(context, ticks);
  const colors = { launched: "success", skipped: "skipped", failed: "failure" } as const;
  printTable(context, ticks, [
    { title: "time", cell: ({ time }) => formatTime(time) },
    { title: "outcome", cell: ({ outcome }) => byStatus(colors[outcome], outcome, context.style) },
    { title: "runs", cell: ({ runs }) => runs.join(", ") },
    { title: "why", cell: ({ message = "" }) => message, flexible: true },
  ], empty);
}

/** A time, or nothing. */
export function timeText(time: number | null): string {
  return time === null ? "" : formatTime(time);
}

/** Whether something runs, in colour. */
export function runningText(running: boolean, { style }: CommandContext): string {
  return running ? style.green("running") : style.dim("stopped");
}
