import assert from "node:assert/strict";
import { systemClock } from "../../../infra/clock.ts";
import { Guardian, guardianCommand, startProcessGroup } from "../../../infra/processes/mod.ts";
import { systemRandom } from "../../../infra/random.ts";
import { findGarbage } from "../gc.ts";
import { openSqliteLedger } from "../history/sqlite.ts";
import { newQueuedRun } from "../new_run.ts";
import { runWorker } from "../queue/worker.ts";
import { isFinal } from "../types.ts";
import { faultProject, type MaterializationPoint } from "./fault_process.ts";
import { waitFor } from "./wait_for.ts";

const script = new URL("fault_process.ts", import.meta.url).pathname;
const limits = { total: 4, jobs: {}, tags: {}, pools: {} };

/** Lets the process of a run die by SIGKILL at a point of making a value: the run goes on, and makes one version of each. */
export async function killRunAt(point: MaterializationPoint): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "faults-" });
  try {
    await dieAndGoOn(folder, point);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function dieAndGoOn(folder: string, point: MaterializationPoint): Promise<void> {
  const ledger = await openSqliteLedger(`${folder}/history.sqlite`);
  await using history = ledger.history;
  const { queue } = ledger.coordination;
  const entry = { onCrash: "resume", attempts: 2 } as const;
  const made = { clock: systemClock, random: systemRandom, entry };
  const request = { job: "all", environment: "test" };
  const [run = ""] = await queue.enqueue([newQueuedRun(faultProject(folder, () => {}), request, made)]);
  await using guardian = new Guardian(guardianCommand());
  const rights = ["--allow-read", `--allow-write=${folder}`, "--allow-run"];
  const launch = ({ fence }: { readonly fence: number }) => {
    const args = ["run", "--quiet", "--no-prompt", "--no-check", ...rights, script, folder, run, String(fence), point];
    return startProcessGroup({ command: Deno.execPath(), args }, guardian);
  };
  const stop = new AbortController();
  const working = runWorker(ledger, { launch, limits, name: "w", signal: stop.signal, lease: 20_000, poll: 50 });
  try {
    await waitFor(
      `the end of a run that dies when ${point}`,
      async () => isFinal((await history.run(run))!.status) && await queue.item(run) === undefined,
    );
  } finally {
    stop.abort();
    await working;
  }
  assert.equal((await history.run(run))!.status, "success");
  const events = await history.events(run, { limit: 1_000 });
  assert.deepEqual(events.map(({ sequence }) => sequence), events.map((_, index) => index + 1));
  const ends = events.filter((event) => event.kind === "run_status" && event.status === "success");
  assert.equal(ends.length, 1);
  const versions = await history.materializations(run);
  assert.deepEqual(versions.map(({ step }) => step).toSorted(), ["before", "made"]);
  assert.equal(await Deno.readTextFile(`${folder}/published`), "2");
  assert.equal((await history.latest("made"))?.version, versions.find(({ step }) => step === "made")?.version);
  // A crash leaves at most the file that nobody knows; the one that was killed was killed.
  const clock = { now: () => systemClock.now() + 1_000 };
  const garbage = await findGarbage(`${folder}/assets`, history, { clock: { ...systemClock, ...clock }, minAge: 0 });
  assert.ok(garbage.length <= 1, JSON.stringify(garbage));
  const killed = events.some((event) => event.kind === "run_status" && /SIGKILL/.test(event.message ?? ""));
  assert.equal(killed, point !== "ended", `it was not killed when ${point}`);
}
