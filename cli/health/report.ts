import { silentLogger } from "../../infra/log.ts";
import type { Ledger } from "../../pipeline/engine/mod.ts";
import type { HealthCheck, HealthReport } from "../../ui/api/health/mod.ts";
import type { CommandContext } from "../command.ts";
import { toProblem } from "../failure.ts";
import { loadHealth, loadLedger } from "../later.ts";
import { formatDuration } from "../output/mod.ts";
import { programVersion } from "../version.ts";
import { openWorkspaceProject, queueLimits, type Workspace } from "../wire.ts";
import { isOfThisMachine } from "../worker_name.ts";

/** What the command tells, with whatever else was found. */
export interface Health extends Pick<HealthReport, "state" | "time" | "environment" | "checks" | "workers"> {}

/** How everything stands; that no daemon is there is a fault. */
export async function healthEverywhere(workspace: Workspace, context: CommandContext): Promise<Health> {
  const [{ healthReport }, project] = await Promise.all([loadHealth(), openWorkspaceProject(workspace)]);
  const { environment, settings, redact } = workspace;
  const { clock, program } = context.effects;
  return await withLedger(workspace, context, (ledger) =>
    healthReport({
      ...{ ledger, project, settings, limits: queueLimits(workspace), environment, redact },
      ...{ clock, program, version: programVersion, log: silentLogger, needsDaemon: true },
    }));
}

/** Whether the history answers, and a daemon or worker of this machine gives a sign of life. */
export async function healthHere(workspace: Workspace, context: CommandContext): Promise<Health> {
  const { isAlive } = await loadHealth();
  const { clock } = context.effects;
  const { environment } = workspace;
  return await withLedger(workspace, context, async ({ coordination }) => {
    const records = await coordination.workers.list();
    const now = clock.now();
    const workers = records.filter(({ name }) => isOfThisMachine(name))
      .map((worker) => ({ ...worker, alive: isAlive(worker, now), runs: [] }));
    const check = checkHere(workers, now, startLine(workspace, context));
    return { state: check.state, time: now, environment, checks: [check], workers };
  });
}

function checkHere(workers: HealthReport["workers"], now: number, start: string): HealthCheck {
  const name = "This machine";
  const alive = workers.filter((worker) => worker.alive);
  if (alive.length > 0) {
    const ago = formatDuration(now - Math.max(...alive.map(({ seenAt }) => seenAt)));
    const roles = alive.map(({ role }) => role ?? "worker").join(", ");
    return { name, state: "ok", detail: `${roles}: the last sign of life ${ago} ago` };
  }
  const remedy = `Start one: "${start}".`;
  if (workers.length === 0) return { name, state: "failing", detail: "no daemon or worker is there", remedy };
  const since = Math.max(...workers.map(({ seenAt }) => seenAt));
  return { name, state: "failing", detail: "no sign of life of its daemon or worker", since, remedy };
}

function startLine({ environment }: Workspace, { effects }: CommandContext): string {
  return `${effects.program} daemon --env ${environment}`;
}

/** What a history tells; that there is none, or that it cannot be read, is a state as well. */
async function withLedger(
  workspace: Workspace,
  context: CommandContext,
  look: (ledger: Ledger) => Promise<Health>,
): Promise<Health> {
  const { settings: { history: place }, environment, redact } = workspace;
  const none = (detail: string, remedy: string): Health => {
    const check: HealthCheck = { name: "History", state: "failing", detail, remedy };
    return { state: check.state, time: context.effects.clock.now(), environment, checks: [check], workers: [] };
  };
  try {
    const { readLedger } = await loadLedger();
    const ledger = await readLedger(place);
    if (ledger === undefined) {
      return none("nothing was ever recorded", `Start a daemon: "${startLine(workspace, context)}".`);
    }
    await using _history = ledger.history;
    return await look(ledger);
  } catch (error) {
    const { message, remedy = `"${context.effects.program} doctor --env ${environment}" says more.` } = toProblem(
      error,
    );
    return none(redact(message), remedy);
  }
}
