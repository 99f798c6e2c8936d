import * as engine from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { found } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import {
  backfillChanges,
  changeBackfill,
  createBackfill,
  getBackfill,
  listBackfills,
  planBackfill,
} from "./endpoints.ts";

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
    const items = all.slice(0, limit).map(progressView);
    return { items, ...(all.length > limit ? { next: items.at(-1)!.id } : {}) };
  }),
  answer(getBackfill, async ({ params: { id } }, { ledger: { coordination } }) => {
    const matrix = found(await engine.backfillMatrix(coordination, id), "backfill", id);
    return { ...progressView(matrix), items: matrix.items.map((item) => ({ ...item })) };
  }),
  answer(planBackfill, async ({ query }, backend) => planView(await planOf(query, backend))),
  answer(createBackfill, async ({ body, caller, changed }, backend) => {
    const { ledger: { coordination }, clock, random } = backend;
    const plan = await planOf(body, backend);
    const { id } = await engine.createBackfill(plan, coordination, { by: caller.name, clock, random });
    changed.elsewhere();
    return { id };
  }),
  ...backfillChanges.map((change) =>
    answer(changeBackfill[change], async ({ params: { id }, body: { reason }, caller, changed }, backend) => {
      const { ledger: { coordination }, clock } = backend;
      found(await coordination.backfills.backfill(id), "backfill", id);
      const { status } = await changes[change](coordination, id, { by: caller.name, clock, reason });
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

function planView({ job, selection, assets, leftOut, runs, skipped, settings }: engine.BackfillPlan) {
  return {
    ...{ job, selection, partitions: settings.partitions },
    assets: [...assets],
    leftOut: [...leftOut],
    runs: runs.map((run) => ({ ...run, partitions: [...run.partitions] })),
    skipped: skipped.map((one) => ({ ...one })),
  };
}

function progressView({ backfill, counts }: engine.BackfillProgress) {
  const { id, job, selection, status, concurrency, createdAt, endedAt, settings } = backfill;
  const { partitions, order, group, reuse } = settings;
  return {
    ...{ id, job, selection, status, concurrency, createdAt, partitions, order, group, reuse },
    counts: { ...counts },
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}
