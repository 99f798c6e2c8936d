import { enqueueRun, type RunOrigin, type RunRecord, type RunRequest } from "../pipeline/engine/mod.ts";
import type { Backend } from "./backend.ts";

/** How a run is queued from a page. */
export interface EnqueueSettings {
  readonly priority: number;
  readonly origin: RunOrigin;
  /** Who asks for it. */
  readonly by: string;
}

/** Queues a run as the configuration says, its plan made under the settings that it asks for. */
export async function enqueueFor(
  backend: Backend,
  request: RunRequest,
  { priority, origin, by }: EnqueueSettings,
): Promise<RunRecord> {
  const { ledger, clock, random, settings: { queue } } = backend;
  const overrides = request.details?.["overrides"];
  const { project } = Array.isArray(overrides) && overrides.length > 0
    ? await backend.configure(overrides.map(String))
    : backend;
  const entry = { priority, origin, onCrash: queue.on_crash, attempts: queue.attempts };
  const asked = { ...request, details: { ...request.details, by } };
  return (await enqueueRun(project, asked, { ledger, clock, random, entry })).run;
}

/** Why a queued run does not run yet. */
export async function waitOf({ ledger, limits, clock }: Backend, run: string): Promise<string> {
  const items = await ledger.coordination.queue.items(limits, clock.now());
  return items.find(({ entry }) => entry.run === run)?.waitingBecause ?? "a worker has it";
}
