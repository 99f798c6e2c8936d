import assert from "node:assert/strict";
import { withBackfills } from "./testing.ts";

const script = new URL("testing_process.ts", import.meta.url).pathname;
const keys = Array.from({ length: 60 }, (_, index) => `k${String(index).padStart(2, "0")}`);

/** Keeps backfills going in a process of its own, which is killed after so many lines. */
async function keepGoing(folder: string, lines = Infinity): Promise<void> {
  const args = ["run", "--quiet", "--allow-read", `--allow-write=${folder}`, script, folder];
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

Deno.test("advanceBackfills: four processes at once, three of them killed, make one run for each of 60 keys", () =>
  withBackfills(async (bench) => {
    const { id } = await bench.create({ concurrency: 3, selection: "first" });
    let over = false;
    const processes = Promise.all([30, 101, 155, Infinity].map((lines) => keepGoing(bench.folder, lines)))
      .finally(() => over = true);
    const ended: string[] = [];
    while (!over) {
      ended.push(...await bench.end("success", 1));
      const waiting = (await bench.runs()).filter(({ status }) => status === "queued");
      assert.ok(waiting.length <= 3);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await processes;
    assert.deepEqual(ended.sort(), keys);
    const runs = await bench.runs();
    assert.deepEqual(runs.map(({ request }) => [request["partitions"]].flat().join()).sort(), keys);
    for (const run of runs) assert.equal(await bench.ledger.history.lastSequence(run.id), 1);
    assert.equal((await bench.ledger.coordination.backfills.backfill(id))?.status, "done");
  }, keys));
