import type { z } from "zod";
import { toError } from "../../../infra/errors.ts";
import { silence } from "../../attended.ts";
import type { Backend } from "../../backend.ts";
import { automationHealth } from "./automation_health.ts";
import { type healthReportSchema, healthStates } from "./endpoints.ts";
import { folderHealth } from "./folders.ts";
import {
  folderChecks,
  freshnessCheck,
  type HealthCheck,
  messageCheck,
  queueCheck,
  queueHealth,
  workerCheck,
  type WorkerNeeds,
} from "./judge.ts";

/** How everything stands, with all that tells it. */
export type HealthReport = z.output<typeof healthReportSchema>;

/** What health is told from. */
export type HealthParts =
  & Pick<Backend, "ledger" | "project" | "settings" | "limits" | "environment" | "clock" | "version" | "log" | "redact">
  & WorkerNeeds;

/** Whether a process gave a sign of life lately. @param now milliseconds since 1970 */
export function isAlive({ seenAt }: { readonly seenAt: number }, now: number): boolean {
  return now - seenAt < silence;
}

/** How everything stands. */
export async function healthReport(backend: HealthParts): Promise<HealthReport> {
  const { clock, environment, project, settings, version } = backend;
  const [ledger, folders] = await Promise.all([ledgerHealth(backend), folderHealth(settings)]);
  const checks = [...ledger.checks, ...folderChecks(folders)].toSorted(worstFirst);
  return {
    state: checks[0]!.state,
    time: clock.now(),
    environment,
    checks,
    workers: ledger.workers,
    ...(ledger.queue === undefined ? {} : { queue: ledger.queue }),
    folders: [...folders],
    ...(ledger.history === undefined ? {} : { history: ledger.history }),
    slowQueries: backend.ledger.slowQueries().map((query) => ({ ...query, sql: backend.redact(query.sql) })),
    versions: {
      program: version,
      ...(project.codeVersion === "" ? {} : { "code of the project": project.codeVersion.slice(0, 12) }),
      ...{ Deno: Deno.version.deno, V8: Deno.version.v8, platform: Deno.build.target },
    },
  };
}

function worstFirst(a: HealthCheck, b: HealthCheck): number {
  return healthStates.indexOf(a.state) - healthStates.indexOf(b.state);
}

/** What the history tells; that it does not answer is an answer as well. */
async function ledgerHealth(backend: HealthParts) {
  try {
    return await askLedger(backend);
  } catch (error) {
    backend.log.error("Cannot tell the history's health", { error });
    const check: HealthCheck = {
      name: "History",
      state: "failing",
      detail: `it does not answer: ${backend.redact(toError(error).message)}`,
      remedy: `"${backend.program} doctor --env ${backend.environment}" says more.`,
    };
    return { checks: [check], workers: [], queue: undefined, history: undefined };
  }
}

async function askLedger(backend: HealthParts) {
  const { ledger, clock, limits } = backend;
  const { coordination, figures, freshness, outbox } = ledger;
  const now = clock.now();
  const began = clock.elapsed();
  const stored = await figures.storage();
  const history = { ...stored, milliseconds: clock.elapsed() - began };
  const [items, records, states, messages, schedules, sensors] = await Promise.all([
    coordination.queue.items(limits, now),
    coordination.workers.list(),
    freshness.states(),
    outbox.counts(),
    automationHealth(backend, "schedule"),
    automationHealth(backend, "sensor"),
  ]);
  const queue = queueHealth(items, { limits: await coordination.limits.effective(limits) });
  const workers = records.map((record) => ({
    ...record,
    alive: isAlive(record, now),
    runs: items.filter(({ claim }) => claim?.worker === record.name).map(({ entry }) => entry.run),
  }));
  const dead = messages.filter(({ state }) => state === "dead").reduce((sum, { count }) => sum + count, 0);
  const kind = history.kind === "sqlite" ? "SQLite" : "PostgreSQL";
  const checks: readonly HealthCheck[] = [
    { name: "History", state: "ok", detail: `${kind} answers, schema ${history.schema}` },
    workerCheck(workers, queue, backend),
    queueCheck(queue, now),
    ...schedules,
    ...sensors,
    freshnessCheck(states, backend),
    messageCheck(dead),
  ];
  return { checks, workers, queue, history };
}
