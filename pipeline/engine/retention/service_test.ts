import assert from "node:assert/strict";
import { manualClock } from "../../../infra/clock.ts";
import { type Logger, silentLogger } from "../../../infra/log.ts";
import { openSqlite } from "../../../infra/sqlite.ts";
import { openSqliteLedger } from "../history/sqlite.ts";
import { runRecord } from "../history/contract.ts";
import { turns } from "../testing/kit.ts";
import { defaultRetention } from "./policy.ts";
import { describeSwept, retentionService } from "./service.ts";

const day = 86_400_000;

async function withService(
  test: (
    bench: {
      readonly path: string;
      readonly lines: string[];
      pass(days: number): Promise<void>;
      ids(): Promise<string[]>;
    },
  ) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "retention-" });
  const path = `${folder}/history.sqlite`;
  const { history, retention } = await openSqliteLedger(path);
  const clock = manualClock(200 * day);
  for (const n of [1, 2, 3]) {
    const endedAt = n * 30 * day;
    await history.createRun(runRecord(`r${n}`, { status: "success", createdAt: endedAt, endedAt }));
  }
  const lines: string[] = [];
  const log: Logger = {
    ...silentLogger,
    info: (line) => void lines.push(line),
    error: (line) => void lines.push(line),
  };
  const end = new AbortController();
  const policy = { ...defaultRetention, runs: { ...defaultRetention.runs, success: { days: 150, most: null } } };
  const running = retentionService({ retention, policy, root: folder, clock, log, pause: 0, every: day }).run(
    end.signal,
  );
  const pass = async (days: number) => {
    for (let n = 0; n < days; n++) {
      await turns(15);
      await clock.advance(day);
    }
    await turns(15);
  };
  const ids = async () => (await history.runs()).map(({ id }) => id);
  try {
    await test({ path, lines, pass, ids });
  } finally {
    end.abort();
    await running;
    await history.close();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("retentionService: looks regularly, as long as it goes on", () =>
  withService(async ({ lines, pass, ids }) => {
    await pass(0);
    assert.deepEqual(await ids(), ["r3", "r2"], "r1 ended 170 days ago");
    await pass(9);
    assert.deepEqual(await ids(), ["r3", "r2"], "r2 ended 149 days ago");
    await pass(2);
    assert.deepEqual(await ids(), ["r3"]);
    await pass(20);
    assert.deepEqual(await ids(), ["r3"], "the newest stays");
    assert.equal(lines.length, 2);
    assert.match(lines[0]!, /^No longer kept: 1 run \(\d+ B\)$/);
  }));

Deno.test("retentionService: damage is told within a day, and nothing is removed from what is damaged", () =>
  withService(async ({ path, lines, pass, ids }) => {
    await pass(0);
    {
      using db = openSqlite(path);
      db.run("UPDATE runs SET job = 'other' WHERE id = 'r3'");
    }
    await pass(1);
    assert.match(lines[1]!, /^The history is damaged: a row of "runs" is not as it was written \(id r3\)$/);
    assert.match(lines[2]!, /nothing is removed from a damaged history/);
    await assert.rejects(ids(), { kind: "data" });
  }));

Deno.test("describeSwept: nothing is no words", () => {
  const none = { count: 0, bytes: 0 };
  const amounts = { runs: none, events: none, values: none, ticks: none, deliveries: none, deadLetters: none };
  const all = { ...amounts, audit: none, backfills: none };
  assert.equal(describeSwept({ amounts: all, runs: [], values: [] }), "");
  const some = { ...all, values: { count: 1_500, bytes: 2_000_000 }, ticks: { count: 1, bytes: 90 } };
  assert.equal(describeSwept({ amounts: some, runs: [], values: [] }), "1,500 values (2.0 MB), 1 tick (90 B)");
});
