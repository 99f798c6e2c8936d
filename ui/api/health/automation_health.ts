import { formatDuration } from "../../../infra/format.ts";
import {
  type AutomationKind,
  automationStates,
  openCron,
  type Schedule,
  type Sensor,
  type Tick,
} from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import type { HealthCheck } from "./judge.ts";

/** Ticks that are looked at for since when one fails. */
const lookBack = 50;
/** Milliseconds by which a tick may be late. */
const grace = 120_000;

/** What schedules and sensors are judged by. */
type AutomationParts = Pick<Backend, "project" | "ledger" | "clock" | "program" | "environment">;

/** One line for all schedules or sensors that are well, one for each that is not. */
export async function automationHealth(
  backend: AutomationParts,
  kind: AutomationKind,
): Promise<readonly HealthCheck[]> {
  const { project, ledger: { coordination } } = backend;
  const all: readonly (Schedule | Sensor)[] = [
    ...(kind === "schedule" ? project.schedules : project.sensors).values(),
  ];
  const states = await automationStates(coordination, kind);
  const running = all.filter(({ name, defaultRunning }) => states.get(name)?.running ?? defaultRunning);
  const bad = (await Promise.all(running.map(async (one) => {
    const ticks = await coordination.automation.ticks(kind, one.name, { limit: lookBack });
    const state = states.get(one.name);
    return failingTicks(kind, one.name, ticks) ?? ("cron" in one ? await overdue(one, state, backend) : undefined);
  }))).flatMap((check) => check ?? []);
  if (bad.length > 0) return bad;
  const name = kind === "schedule" ? "Schedules" : "Sensors";
  const detail = all.length === 0
    ? `the project has no ${kind}`
    : `${running.length} of ${all.length} running, none of them fails`;
  return [{ name, state: "ok", detail, link: `/${kind}s` }];
}

function failingTicks(kind: AutomationKind, name: string, ticks: readonly Tick[]): HealthCheck | undefined {
  const good = ticks.findIndex(({ outcome }) => outcome !== "failed");
  const failed = good === -1 ? ticks : ticks.slice(0, good);
  const [newest, first] = [failed[0], failed.at(-1)];
  if (newest === undefined || first === undefined) return undefined;
  const often = failed.length === 1 ? "its last tick failed" : `its last ${failed.length} ticks failed`;
  return {
    name: `${kind === "schedule" ? "Schedule" : "Sensor"} ${name}`,
    state: "failing",
    detail: newest.message === undefined ? often : `${often}: ${newest.message}`,
    since: first.time,
    remedy: "Its page shows each tick with its reason; fix the cause, or stop it there.",
    link: addressOf(kind, name),
  };
}

/** Of a schedule whose time has passed and that did nothing. */
async function overdue(
  { name, cron, timezone }: Schedule,
  state: { readonly lastTick?: number; readonly changedAt: number } | undefined,
  { clock, program, environment }: AutomationParts,
): Promise<HealthCheck | undefined> {
  // Without a state no daemon ever saw it; that none runs is told elsewhere.
  if (state === undefined) return undefined;
  const now = clock.now();
  const due = (await openCron(cron, timezone)).next(Math.max(state.lastTick ?? 0, state.changedAt));
  if (due === undefined || now - due < grace) return undefined;
  return {
    name: `Schedule ${name}`,
    state: "failing",
    detail: `its tick is ${formatDuration(now - due)} late`,
    since: due,
    remedy: `Schedules are kept going by a daemon: "${program} daemon --env ${environment}".`,
    link: addressOf("schedule", name),
  };
}

function addressOf(kind: AutomationKind, name: string): string {
  return `/${kind}s/${encodeURIComponent(name)}`;
}
