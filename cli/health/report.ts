import { Problem } from "../../infra/errors.ts";
import { silentLogger } from "../../infra/log.ts";
import type { Ledger } from "../../pipeline/engine/mod.ts";
import type { HealthCheck, HealthReport } from "../../ui/api/health/mod.ts";
import type { CommandContext } from "../command.ts";
import { loadHealth, loadLedger } from "../later.ts";
import { formatDuration } from "../output/mod.ts";
import { programVersion } from "../version.ts";
import { openWorkspaceProject, queueLimits, type Workspace } from "../wire.ts";
import { isOfThisMachine } from "../worker_name.ts";

/** What the command tells, with whatever else was found. */
export interface Health extends Pick<HealthReport, "state" | "time" | "environment" | "checks" | "workers"> {}

/** How everything stands; that no daemon is there is a fault. */
export async function healthEverywhere(workspace: Workspace, { effects }: CommandContext): Promise<HealthReport> {
  const [{ healthReport }, project] = await Promise.all([loadHealth(), openWorkspaceProject(workspace)]);
  const { environment, settings, redact } = workspace;
  const { clock, program } = effects;
  const ledger = await recordedLedger(workspace, effects.program);
  await using _history = ledger.history;
  return await healthReport({
    ...{ ledger, project, settings, limits: queueLimits(workspace), environment, redact },
    ...{ clock, program, version: programVersion, log: silentLogger, needsDaemon: true },
  });
}

/** Whether the history answers, and a daemon or worker of this machine gives a sign of life. */
export async function healthHere(workspace: Workspace, { effects }: CommandContext): Promise<Health> {
  const { isAlive } = await loadHealth();
  const { clock, program } = effects;
  const ledger = await recordedLedger(workspace, program);
  await using _history = ledger.history;
  const { environment } = workspace;
  const records = await ledger.coordination.workers.list();
  const now = clock.now();
  const workers = records.filter(({ name }) => isOfThisMachine(name))
    .map((worker) => ({ ...worker, alive: isAlive(worker, now), runs: [] }));
  const check = checkHere(workers, now, `${program} daemon --env ${environment}`);
  return { state: check.state, time: now, environment, checks: [check], workers };
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

async function recordedLedger({ settings: { history }, environment }: Workspace, program: string): Promise<Ledger> {
  const { readLedger } = await loadLedger();
  const ledger = await readLedger(history);
  if (ledger !== undefined) return ledger;
  throw new Problem("configuration", `Cannot tell the health of "${environment}": nothing was ever recorded`, {
    place: history.kind === "sqlite" ? history.path : "history.url",
    remedy: `Start a daemon: "${program} daemon --env ${environment}".`,
  });
}
