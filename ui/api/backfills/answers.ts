import * as engine from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { found } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { actorOf } from "../caller.ts";
import {
  backfillChanges,
  changeBackfill,
  createBackfill,
  getBackfill,
  getBackfillSteps,
  listBackfillKeys,
  listBackfills,
  planBackfill,
} from "./endpoints.ts";
import { backfillKeys } from "./keys.ts";

const changes = {
  pause: engine.pauseBackfill,
  resume: engine.resumeBackfill,
  cancel: engine.cancelBackfill,
  retry: engine.retryBackfill,
} as const;

/** Answers about backfills. */
export const backfillAnswers: readonly Answer[] = [
  answer(listBackfills, async ({ query: { cursor, limit } }, { ledger: { coordination } }) => {
    const before = cursor === undefined ? {} : { before: cursor };
    const all = await engine.listBackfills(coordination, { ...before, limit: limit + 1 });
    const items = await Promise.all(all.slice(0, limit).map((one) => progressView(one, coordination)));
    return { items, ...(all.length > limit ? { next: items.at(-1)!.id } : {}) };
  }),
  answer(getBackfill, async ({ params: { id } }, { ledger: { coordination } }) => {
    const backfill = found(await coordination.backfills.backfill(id), "backfill", id);
    const counts = (await coordination.backfills.counts([id])).get(id)!;
    return await progressView({ backfill, counts }, coordination);
  }),
  answer(listBackfillKeys, async ({ params: { id }, query: { state, text, cursor, limit } }, backend) => {
    found(await backend.ledger.coordination.backfills.backfill(id), "backfill", id);
    return await backfillKeys(backend, id, { status: state, text, from: cursor, limit });
  }),
  answer(getBackfillSteps, async ({ params: { id }, query: { cursor, limit } }, { ledger }) => {
    const steps = await engine.backfillSteps(ledger, id, { from: cursor, limit: limit + 1 });
    const { assets, rows } = found(steps, "backfill", id);
    return { assets, items: rows.slice(0, limit), ...(rows.length > limit ? { next: cursor + limit } : {}) };
  }),
  answer(planBackfill, async ({ query }, backend) => planView(await planOf(query, backend))),
  answer(createBackfill, async ({ body, caller, address, changed }, backend) => {
    const { ledger: { coordination }, clock, random } = backend;
    const plan = await planOf(body, backend);
    const { id } = await engine.createBackfill(plan, coordination, { ...actorOf(caller, address), clock, random });
    changed.elsewhere();
    return { id };
  }),
  ...backfillChanges.map((change) =>
    answer(changeBackfill[change], async ({ params: { id }, body: { reason }, caller, address, changed }, backend) => {
      const { ledger: { coordination }, clock } = backend;
      found(await coordination.backfills.backfill(id), "backfill", id);
      const { status } = await changes[change](coordination, id, { ...actorOf(caller, address), clock, reason });
      changed.elsewhere();
      return { id, status };
    })
  ),
];

/** What a plan and a backfill are asked for with. */
interface Asked {
  readonly job: string;
  readonly selection?: string | undefined;
  readonly keys?: string | undefined;
  readonly order: engine.KeyOrder;
  readonly concurrency: number;
  readonly group: number;
  readonly missing: boolean;
  readonly reuse: boolean;
  readonly tags?: engine.Tags | undefined;
}

function planOf({ keys, ...asked }: Asked, { project, environment, ledger, settings }: Backend) {
  const request = {
    ...asked,
    environment,
    keys: keys === undefined ? undefined : [keys],
    reuse: asked.reuse || settings.engine.reuse,
  };
  return engine.planBackfill(project, request, ledger.history);
}

function planView(plan: engine.BackfillPlan) {
  const { job, selection, assets, leftOut, runs, skipped, milliseconds, settings } = plan;
  return {
    ...{ job, selection, partitions: settings.partitions },
    assets: [...assets],
    leftOut: [...leftOut],
    runs: runs.map((run) => ({ ...run, partitions: [...run.partitions] })),
    skipped: skipped.map((one) => ({ ...one })),
    ...(milliseconds === undefined ? {} : { milliseconds }),
  };
}

async function progressView(
  { backfill, counts }: engine.BackfillProgress,
  coordination: Pick<engine.Coordination, "audits">,
) {
  const by = await makerOf(backfill, coordination);
  const { id, job, selection, status, concurrency, createdAt, endedAt, settings } = backfill;
  const { partitions, order, group, reuse } = settings;
  return {
    ...{ id, job, selection, status, concurrency, createdAt, partitions, order, group, reuse },
    counts: { ...counts },
    ...(by === undefined ? {} : { by }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}

/** Changes of one millisecond that are looked through for one. */
const together = 100;

/** Who made a backfill: its row of the audit has the time at which it was made. */
async function makerOf(
  { id, createdAt }: engine.Backfill,
  coordination: Pick<engine.Coordination, "audits">,
): Promise<string | undefined> {
  const rows = await coordination.audits({ before: createdAt + 1, limit: together });
  return rows.find(({ action, target }) => action === "backfill.create" && target === id)?.actor;
}
