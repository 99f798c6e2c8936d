import assert from "node:assert/strict";
import process from "node:process";
import { systemClock } from "../../infra/clock.ts";
import { deliverDue, type History, isFinal, judgeAll, type Ledger } from "../../pipeline/engine/mod.ts";
import { alertsOf } from "../../pipeline/engine/testing/queue_process.ts";

/** More than there is of anything. */
export const everything = Number.MAX_SAFE_INTEGER;

/** Values that a run of each job makes. */
const lengths: Readonly<Record<string, number>> = { chain: 8, quick: 3, broken: 0 };

/** Every run has ended as it should, once, with gap-free events and each value made once; no claim and no process is left. */
export async function assertRuns({ history, coordination: { queue } }: Ledger): Promise<number> {
  assert.deepEqual(await queue.expired(everything), [], "claims were left");
  const runs = await history.runs({ limit: everything });
  for (const { id, status, job, error } of runs) {
    const message = error?.message ?? "";
    // What schedules and sensors ask for is executed three times at most.
    const usedUp = job === "quick" && /execution 3 of 3/.test(message);
    assert.equal(status, job === "broken" || usedUp ? "failure" : "success", `${id} ${job}: ${message}`);
    const events = await history.events(id, { limit: everything });
    assert.deepEqual(events.map(({ sequence }) => sequence), events.map((_, index) => index + 1), id);
    const ends = events.filter((event) => event.kind === "run_status" && isFinal(event.status));
    assert.equal(ends.length, 1, `${id} ended ${ends.length} times`);
    const made = (await history.materializations(id)).map(({ step }) => step);
    assert.equal(new Set(made).size, made.length, `${id} made a value twice: ${made}`);
    if (!usedUp) assert.equal(made.length, lengths[job], id);
    for (const group of await groupsOf(history, id)) await until(`the end of group ${group}`, () => isGone(group));
  }
  return runs.length;
}

/** Every minute of the schedule and every number of the sensor made one tick and one run. */
export async function assertTicks({ history, coordination: { automation } }: Ledger): Promise<number> {
  const ticks = (await automation.ticks("schedule", "minutely", { limit: everything }))
    .filter(({ outcome }) => outcome === "launched").toReversed();
  const minute = 60_000;
  assert.ok(ticks.length > 0, "no schedule's tick");
  assert.deepEqual(ticks.map(({ time }) => time), ticks.map((_, index) => ticks[0]!.time + index * minute));
  const counted = (await automation.ticks("sensor", "counter", { limit: everything }))
    .filter(({ outcome }) => outcome === "launched").toReversed();
  assert.deepEqual(counted.map(({ cursor }) => cursor), counted.map((_, index) => String(index + 1)));
  const asked = [...ticks, ...counted].flatMap((tick) => {
    assert.equal(tick.runs.length, 1, `${tick.name} ${tick.time}`);
    return tick.runs;
  });
  const runs = (await history.runs({ limit: everything })).filter(({ job }) => job === "quick");
  assert.deepEqual(runs.map(({ id }) => id).sort(), asked.toSorted());
  return asked.length;
}

/** Looks at what ran for the first time: what ends from now on is told. */
export async function judgeFirst(ledger: Ledger, folder: string): Promise<void> {
  await judgeAll(ledger, { ...alertsOf(folder, systemClock).judge, clock: systemClock });
}

/** Every failure is told at least once; what comes twice has the same id. */
export async function assertAlerts(ledger: Ledger, folder: string): Promise<void> {
  const longAfter = { ...systemClock, now: () => systemClock.now() + 3_600_000 };
  const { deliver, judge } = alertsOf(folder, longAfter);
  await judgeAll(ledger, { ...judge, clock: longAfter });
  await deliverDue({ ...deliver, outbox: ledger.outbox });
  const failed = (await ledger.history.runs({ status: "failure", limit: everything })).length;
  const lines = (await Deno.readTextFile(`${folder}/alerts.log`).catch(() => "")).split("\n").filter(Boolean);
  assert.equal(new Set(lines).size, failed);
}

/** Times until a kill was recorded; one that came too late to matter, or that another followed, has none. */
export async function found(
  history: History,
  kills: readonly { readonly run: string; readonly at: number }[],
): Promise<[median: number, longest: number]> {
  const times: number[] = [];
  for (const { run, at } of kills) {
    const events = await history.events(run, { limit: everything });
    // The first event is that of its queueing, by the clock of the schedule.
    const next = events.slice(1).find((event) =>
      event.kind === "run_status" && event.time >= at && event.status === "queued"
    );
    if (next !== undefined) times.push(next.time - at);
  }
  times.sort((a, b) => a - b);
  return [times[times.length >> 1] ?? 0, times.at(-1) ?? 0];
}

/** Ids of the process groups that executed a run, in order. */
export async function groupsOf(history: History, run: string): Promise<number[]> {
  const events = await history.events(run, { limit: everything });
  return events.flatMap((event) => event.kind === "log" ? event.fields["group"] ?? [] : []) as number[];
}

/** Whether no process of a group is left. */
export function isGone(group: number): boolean {
  try {
    process.kill(-group, 0);
    return false;
  } catch {
    return true;
  }
}

/** Waits for what must come; fails when it takes longer than two minutes. */
export async function until(what: string, condition: () => Promise<boolean> | boolean): Promise<void> {
  for (const start = systemClock.elapsed(); !await condition(); await systemClock.sleep(100)) {
    if (systemClock.elapsed() - start > 120_000) throw new Error(`Cannot wait any longer for ${what}`);
  }
}
