import assert from "node:assert/strict";
import { openSqliteLedger } from "../history/sqlite.ts";
import { scheduleDefinition } from "../schedules/evaluator.ts";
import { at, schedule } from "./testing.ts";

const script = new URL("testing_process.ts", import.meta.url).pathname;
const [start, now, minutes] = [at("2026-05-01T00:00Z"), at("2026-05-01T02:00Z"), 120];

/** Evaluates in a process of its own, which is killed after so many lines. */
async function evaluate(folder: string, lines = Infinity): Promise<void> {
  const args = ["run", "--quiet", "--allow-read", `--allow-write=${folder}`, script, folder, String(now)];
  const process = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "inherit" }).spawn();
  let [seen, killed] = [0, false];
  for await (const bytes of process.stdout) {
    for (const byte of bytes) if (byte === 10) seen++;
    if (seen < lines || killed) continue;
    process.kill("SIGKILL");
    killed = true;
  }
  const { success } = await process.status;
  assert.ok(success || killed);
}

Deno.test("ScheduleEvaluator: three processes at once, two of them killed, make one run for each of 120 missed ticks", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ticks-" });
  try {
    const ledger = await openSqliteLedger(`${folder}/history.sqlite`);
    await using history = ledger.history;
    const { automation, queue } = ledger.coordination;
    const definition = scheduleDefinition(schedule({ cron: "* * * * *" }));
    await automation.introduce("schedule", "nightly", start, definition);
    await Promise.all([evaluate(folder, 30), evaluate(folder, 101), evaluate(folder)]);
    const ticks = await automation.ticks("schedule", "nightly", { limit: 1000 });
    const expected = Array.from({ length: minutes }, (_, index) => now - index * 60_000);
    assert.deepEqual(ticks.map(({ time }) => time), expected);
    assert.ok(ticks.every(({ runs }) => runs.length === 1));
    const runs = await history.runs({ limit: 1000 });
    assert.deepEqual(runs.map(({ id }) => id).sort(), ticks.flatMap((tick) => tick.runs).sort());
    for (const { id } of runs) assert.equal(await history.lastSequence(id), 1);
    const items = await queue.items({ total: 1, jobs: {}, tags: {}, pools: {} }, now);
    assert.equal(items.length, minutes);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
