import type { Backend } from "../../backend.ts";
import { healthReport } from "./report.ts";

/** Failed runs that a file of diagnostics tells. */
const failedRuns = 20;

/** What somebody who helps wants to know, as a file: no values, no names of users, secrets masked. */
export async function diagnostics(backend: Backend): Promise<Response> {
  const { ledger, project, limits, clock, configuration, redact, environment } = backend;
  const { coordination: { queue, limits: set }, history, outbox } = ledger;
  const now = clock.now();
  const [health, items, holding, counts, failed, deliveries, states] = await Promise.all([
    healthReport(backend),
    queue.items(limits, now),
    set.effective(limits),
    history.countRuns(),
    history.runs({ status: "failure", limit: failedRuns }),
    outbox.counts(),
    ledger.coordination.automation.states(),
  ]);
  const facts = {
    time: new Date(now).toISOString(),
    environment,
    health,
    limits: holding,
    queue: items.map(({ entry: { run, priority, pools, attempts }, job, enqueuedAt, claim, waitingBecause }) => ({
      ...{ run, job, priority, pools, attempts, enqueuedAt, worker: claim?.worker, waitingBecause },
    })),
    project: {
      assets: project.assets.size,
      jobs: [...project.jobs.keys()],
      schedules: [...project.schedules.values()].map(({ name, cron, timezone, job }) => ({
        name,
        cron,
        timezone,
        job,
      })),
      sensors: [...project.sensors.keys()],
      resources: [...project.resources.keys()],
      code: project.codeVersion,
    },
    automations: states.map(({ kind, name, running, lastTick, changedAt }) => ({
      ...{ kind, name, running, lastTick, changedAt },
    })),
    runs: counts,
    failed: failed.map(({ id, job, createdAt, endedAt, error }) => ({ id, job, createdAt, endedAt, error })),
    messages: deliveries,
    configuration,
  };
  const name = `diagnostics-${environment}-${new Date(now).toISOString().slice(0, 19).replaceAll(/[:-]/g, "")}Z.json`;
  return new Response(redact(JSON.stringify(facts, undefined, 2)), {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="${name.replaceAll(/[^\w.-]/g, "_")}"`,
    },
  });
}
