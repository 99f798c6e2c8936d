import assert from "node:assert/strict";
import { manualClock } from "../../../infra/clock.ts";
import { at, schedule } from "../automation/testing.ts";
import type { AutomationKind } from "../coordination.ts";
import { openSqliteLedger } from "../history/sqlite.ts";
import { scheduleDefinition } from "../schedules/evaluator.ts";
import { evaluateOnce, tickNames } from "./tick_process.ts";

const script = new URL("tick_process.ts", import.meta.url).pathname;
const [midnight, minute] = [at("2026-05-02T00:00Z"), 60_000];

/**
 * Lets a process evaluate a schedule or sensor that is due, and die by SIGKILL at a point: one of `tickPoints`, or the n-th
 * statement of transactions, or their end. Then another process evaluates, and another: one tick that launched, one run of it,
 * queued once, whenever the first one died.
 *
 * @returns whether the process came to the point
 */
export async function killTick(kind: AutomationKind, point: string): Promise<boolean> {
  const folder = await Deno.makeTempDir({ prefix: "ticks-" });
  try {
    const path = `${folder}/history.sqlite`;
    {
      const { history, coordination: { automation } } = await openSqliteLedger(path);
      const definition = scheduleDefinition(schedule());
      if (kind === "schedule") await automation.introduce(kind, tickNames[kind], midnight - minute, definition);
      await history.close();
    }
    const rights = ["--allow-read", `--allow-write=${folder}`, "--allow-run"];
    const options = ["--quiet", "--no-prompt", "--no-check", ...rights];
    const args = ["run", ...options, script, folder, kind, String(midnight), point];
    const { signal, code } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
    assert.ok(signal === "SIGKILL" || (signal === null && code === 0), `it ended with ${code}`);
    await assertOneTick(path, kind, point);
    return signal === "SIGKILL";
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function assertOneTick(path: string, kind: AutomationKind, point: string): Promise<void> {
  for (const look of [1, 2]) {
    const ledger = await openSqliteLedger(path);
    await using history = ledger.history;
    const { automation, queue } = ledger.coordination;
    await evaluateOnce(kind, { ledger, clock: manualClock(midnight + look * minute) });
    const told = `${kind}, ${point}, look ${look}`;
    const ticks = await automation.ticks(kind, tickNames[kind]);
    const launched = ticks.filter(({ outcome }) => outcome === "launched");
    assert.equal(launched.length, 1, told);
    const runs = await history.runs();
    assert.deepEqual(runs.map(({ id }) => id), launched[0]!.runs, told);
    assert.equal(runs.length, 1, told);
    const items = await queue.items({ total: 1, jobs: {}, tags: {}, pools: {} }, midnight);
    assert.deepEqual(items.map(({ entry }) => entry.run), launched[0]!.runs, told);
    assert.equal(await history.lastSequence(runs[0]!.id), 1, told);
    const state = (await automation.states()).find(({ name }) => name === tickNames[kind]);
    if (kind === "sensor") assert.equal(state?.cursor, "1", told);
  }
}
