import assert from "node:assert/strict";
import { manualClock } from "../../infra/clock.ts";
import { AbandonedWork, withDeadline } from "./deadline.ts";
import { gate, turns } from "./testing/kit.ts";

function options(overrides: { readonly timeout?: number } = {}) {
  const clock = manualClock();
  const outer = new AbortController();
  const timeoutReason = () => new Error("too slow");
  return { clock, outer, signal: outer.signal, timeoutReason, grace: 100, ...overrides };
}

Deno.test("withDeadline: gives what the work gives and leaves no timer behind", async () => {
  const given = options({ timeout: 50 });
  assert.equal(await withDeadline(() => Promise.resolve(7), given), 7);
  assert.equal(given.clock.sleepers, 0);
});

Deno.test("withDeadline: work that listens ends with the reason when its time is over", async () => {
  const given = options({ timeout: 50 });
  const work = withDeadline((signal) => given.clock.sleep(1000, signal), given);
  const rejected = assert.rejects(work, { message: "too slow" });
  await given.clock.advance(50);
  await rejected;
  assert.equal(given.clock.sleepers, 0);
});

Deno.test("withDeadline: an error of the work before any abortion is its own", async () => {
  await assert.rejects(withDeadline(() => Promise.reject(new RangeError("mine")), options()), { message: "mine" });
});

Deno.test("withDeadline: an outer abortion reaches the work", async () => {
  const given = options();
  const work = withDeadline((signal) => given.clock.sleep(1000, signal), given);
  const rejected = assert.rejects(work, { message: "stop" });
  given.outer.abort(new Error("stop"));
  await rejected;
});

Deno.test("withDeadline: a signal that is aborted already reaches the work as well", async () => {
  const given = options();
  given.outer.abort(new Error("stop"));
  await assert.rejects(withDeadline((signal) => given.clock.sleep(1000, signal), given), { message: "stop" });
});

Deno.test("withDeadline: work that does not listen is given up after the grace time", async () => {
  const given = options({ timeout: 50 });
  const work = withDeadline(() => gate().promise, given);
  const rejected = assert.rejects(
    work,
    (error) => error instanceof AbandonedWork && /too slow/.test(String(error.cause)),
  );
  await given.clock.advance(149);
  await turns();
  assert.equal(given.clock.sleepers, 1);
  await given.clock.advance(1);
  await rejected;
});

Deno.test("withDeadline: work that ends well within the grace time counts", async () => {
  const given = options({ timeout: 50 });
  const { promise, resolve } = gate<number>();
  const work = withDeadline(() => promise, given);
  await given.clock.advance(60);
  resolve(3);
  assert.equal(await work, 3);
});
