import {
  type Json,
  Problem,
  retryRequest,
  type RunRecord,
  type RunRequest,
  stopRun,
} from "../../../pipeline/engine/mod.ts";
import { toError } from "../../../infra/errors.ts";
import type { Backend } from "../../backend.ts";
import { enqueueFor, waitOf } from "../../enqueue.ts";
import { found, NotFound } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { type Actor, actorOf, type Caller } from "../caller.ts";
import { cancelRun, cancelRuns, retryRun, retryRuns } from "./endpoints.ts";

/** What of a run is asked for again. */
interface Again {
  readonly fromFailure: boolean;
  readonly steps?: readonly string[] | undefined;
  readonly priority?: number;
}

/** Answers that cancel runs and run them again. */
export const runChangeAnswers: readonly Answer[] = [
  answer(cancelRun, async ({ params: { id }, body: { reason }, caller, address, changed }, backend) => {
    const run = await cancel(backend, actorOf(caller, address), id, reason);
    changed.elsewhere();
    return { run: id, canceled: run.status === "canceled" };
  }),
  answer(retryRun, async ({ params: { id }, body, caller, changed }, backend) => {
    const run = await again(backend, caller, id, body);
    changed(id, detailsOf(run.id, body));
    return { run: run.id, waiting: await waitOf(backend, run.id) };
  }),
  answer(cancelRuns, async ({ body: { ids, reason }, caller, address, changed }, backend) => {
    const outcomes = await each(ids, async (id) => {
      await cancel(backend, actorOf(caller, address), id, reason);
      return {};
    });
    changed.elsewhere();
    return outcomes;
  }),
  answer(retryRuns, async ({ body: { ids, fromFailure }, caller, changed }, backend) => {
    const outcomes = await each(ids, async (id) => ({ run: (await again(backend, caller, id, { fromFailure })).id }));
    changed(ids.join(" "), { fromFailure, done: outcomes.done });
    return outcomes;
  }),
];

async function cancel(backend: Backend, actor: Actor, id: string, reason: string): Promise<RunRecord> {
  const { ledger, clock } = backend;
  found(await ledger.history.run(id), "run", id);
  return await stopRun(ledger, id, { at: clock.now(), ...actor, reason });
}

/** Queues a run again. */
async function again(
  backend: Backend,
  { name: by }: Caller,
  id: string,
  { fromFailure, steps, priority = 0 }: Again,
): Promise<RunRecord> {
  const record = found(await backend.ledger.history.run(id), "run", id);
  const request = retryRequest(record, { fromFailure });
  const chosen = steps === undefined ? request : await onlySteps(backend, request, id, steps);
  return await enqueueFor(backend, chosen, { priority, origin: { kind: "retry", of: id }, by });
}

/** The request for some steps of a run: their assets, and their keys where they have any. */
async function onlySteps(
  { ledger: { history } }: Backend,
  request: RunRequest,
  id: string,
  wanted: readonly string[],
): Promise<RunRequest> {
  const steps = await history.steps(id);
  const chosen = wanted.map((name) => found(steps.find(({ step }) => step === name), `step of run "${id}"`, name));
  const { partitions: _, ...rest } = request;
  const keys = [...new Set(chosen.flatMap(({ partition }) => partition ?? []))];
  return {
    ...rest,
    selection: [...new Set(chosen.map(({ asset }) => asset))].join(", "),
    ...(keys.length === 0 ? {} : { partitions: keys }),
  };
}

function detailsOf(run: string, { fromFailure, steps }: Again): Readonly<Record<string, Json>> {
  return { run, fromFailure, ...(steps === undefined ? {} : { steps }) };
}

async function each(ids: readonly string[], act: (id: string) => Promise<{ readonly run?: string }>) {
  const items: { readonly id: string; readonly run?: string; readonly problem?: string }[] = [];
  for (const id of new Set(ids)) {
    try {
      items.push({ id, ...await act(id) });
    } catch (error) {
      if (!(error instanceof Problem || error instanceof NotFound)) throw error;
      items.push({ id, problem: toError(error).message });
    }
  }
  const refused = items.filter(({ problem }) => problem !== undefined).length;
  return { items, done: items.length - refused, refused };
}
