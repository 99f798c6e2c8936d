import assert from "node:assert/strict";
import { postgresPrograms, withPostgres } from "../../../tests/helpers/postgres.ts";
import { openPostgresLedger } from "../history/postgres.ts";
import { isFinal } from "../types.ts";
import { createBackfill } from "./actions.ts";
import { planBackfill } from "./plan.ts";
import { advanceBackfills } from "./service.ts";
import { lettersProject, madeBefore } from "./testing.ts";
import { systemClock } from "../../../infra/clock.ts";
import { systemRandom } from "../../../infra/random.ts";

const ignore = postgresPrograms() === undefined;
const keys = Array.from({ length: 60 }, (_, index) => `k${String(index).padStart(2, "0")}`);
const limits = { total: 1e9, jobs: {}, tags: {}, pools: {} };

Deno.test({
  name:
    "advanceBackfills: three daemons on PostgreSQL, whose connections are cut again and again, run each of 60 keys once",
  ignore,
  fn: () =>
    withPostgres(async ({ url, sql }) => {
      const project = lettersProject(keys);
      const ledgers = await Promise.all([1, 2, 3, 4].map(() => openPostgresLedger(url)));
      const [worker, ...daemons] = ledgers as [typeof ledgers[number], ...typeof ledgers];
      await madeBefore(worker, "root");
      const request = { job: "all", selection: "first", environment: "test", concurrency: 5 };
      const plan = await planBackfill(project, request, worker.history);
      const actor = { by: "ann", clock: systemClock, random: systemRandom };
      const { id } = await createBackfill(plan, worker.coordination, actor);
      let over = false;
      const look = async (ledger: typeof worker) => {
        while (!over) await advanceBackfills({ project, ledger, environment: "test" }).catch(() => undefined);
      };
      const looking = Promise.all(daemons.map(look));
      let cuts = 0;
      for (let turn = 0; !over; turn++) {
        assert.ok(turn < 200_000);
        if (turn % 10 === 5) {
          const cut =
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'clustering'";
          cuts += Number(await sql(cut));
        }
        over = await endOne(worker, id).catch(() => false);
      }
      await looking;
      assert.ok(cuts > 5, `${cuts} connections were cut`);
      const runs = (await worker.history.runs({ limit: 1_000 })).filter(({ tags }) => tags["backfill"] === id);
      assert.deepEqual(runs.map(({ request }) => [request["partitions"]].flat().join()).sort(), keys);
      const items = await worker.coordination.backfills.items(id);
      assert.deepEqual(
        items.map(({ run, status }) => [run, status]).sort(),
        runs.map((run) => [run.id, "success"]).sort(),
      );
      for (const { history } of ledgers) await history.close();
    }),
});

/** Executes the next run, as far as the cut connections allow; whether the backfill has ended. */
async function endOne({ history, coordination }: Awaited<ReturnType<typeof openPostgresLedger>>, id: string) {
  const { queue, backfills } = coordination;
  const claims = await queue.expired(1e9);
  const claim = claims[0] ?? await queue.claim("w", { now: 1, until: 2 }, limits);
  if (claim === undefined) return (await backfills.backfill(id))?.status === "done";
  const run = await history.run(claim.run);
  if (run !== undefined && !isFinal(run.status)) {
    await history.write(claim.run, { run: { status: "success", endedAt: 1 }, fence: claim.fence });
  }
  await queue.finish(claim);
  return false;
}
