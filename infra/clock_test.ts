import assert from "node:assert/strict";
import { manualClock, systemClock } from "./clock.ts";

Deno.test("manualClock: wakes sleepers in the order of their time, and moves no further than told", async () => {
  const clock = manualClock(100);
  const woken: string[] = [];
  const late = clock.sleep(30).then(() => woken.push(`late ${clock.now()}`));
  const early = clock.sleep(10).then(() => woken.push(`early ${clock.now()}`));
  assert.equal(clock.sleepers, 2);
  await clock.advance(29);
  assert.deepEqual(woken, ["early 110"]);
  await clock.advance(1);
  await Promise.all([late, early]);
  assert.deepEqual(woken, ["early 110", "late 130"]);
  assert.equal(clock.now(), 130);
  assert.equal(clock.elapsed(), 130);
});

Deno.test("manualClock: an aborted sleep rejects with the reason and leaves no sleeper", async () => {
  const clock = manualClock();
  const controller = new AbortController();
  const reason = new Error("stop");
  const sleeping = clock.sleep(10, controller.signal);
  controller.abort(reason);
  await assert.rejects(sleeping, reason);
  assert.equal(clock.sleepers, 0);
  await assert.rejects(clock.sleep(10, controller.signal), reason);
});

Deno.test("systemClock: sleeps, and an aborted sleep rejects with the reason", async () => {
  const before = systemClock.elapsed();
  await systemClock.sleep(0);
  assert.ok(systemClock.elapsed() >= before);
  const controller = new AbortController();
  const reason = new Error("stop");
  const sleeping = systemClock.sleep(60_000, controller.signal);
  controller.abort(reason);
  await assert.rejects(sleeping, reason);
  await assert.rejects(systemClock.sleep(60_000, controller.signal), reason);
});

Deno.test("manualClock: what happens regularly happens each time, and no more once it is disposed", async () => {
  const clock = manualClock();
  const times: number[] = [];
  const beat = clock.every(10, () => times.push(clock.now()));
  await clock.advance(35);
  assert.deepEqual(times, [10, 20, 30]);
  assert.equal(clock.sleepers, 0);
  beat[Symbol.dispose]();
  await clock.advance(100);
  assert.deepEqual(times, [10, 20, 30]);
});

Deno.test("systemClock: what happens regularly happens until it is disposed", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let times = 0;
  const beat = systemClock.every(1, () => ++times === 3 && resolve());
  const alive = setTimeout(() => {}, 60_000);
  await promise;
  clearTimeout(alive);
  beat[Symbol.dispose]();
  assert.equal(times, 3);
});
