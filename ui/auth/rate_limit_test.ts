import assert from "node:assert/strict";
import { manualClock } from "../../infra/clock.ts";
import { rateLimit } from "./rate_limit.ts";

Deno.test("rateLimit: as many as there are, then one for each part of the time; keys do not disturb each other", async () => {
  const clock = manualClock(0);
  const { take } = rateLimit(clock, 3, 30_000);
  assert.deepEqual([take("a"), take("a"), take("a"), take("a")], [undefined, undefined, undefined, 10]);
  assert.equal(take("b"), undefined);
  await clock.advance(4_000);
  assert.equal(take("a"), 6);
  await clock.advance(6_000);
  assert.deepEqual([take("a"), take("a")], [undefined, 10]);
  await clock.advance(1e9);
  assert.deepEqual([take("a"), take("a"), take("a"), take("a")], [undefined, undefined, undefined, 10]);
});

Deno.test("rateLimit: a clock that goes back gives nothing and takes nothing", () => {
  let time = 100_000;
  const { take } = rateLimit({ ...manualClock(), now: () => time }, 1, 10_000);
  assert.equal(take("a"), undefined);
  time = 50_000;
  assert.equal(take("a"), 10);
});

Deno.test("rateLimit: what is given back can be taken again, and no more than there was", () => {
  const limit = rateLimit(manualClock(0), 2, 60_000);
  for (let i = 0; i < 20; i++) {
    assert.equal(limit.take("ada"), undefined);
    limit.give("ada");
  }
  limit.give("ada");
  limit.give("nobody");
  assert.deepEqual([limit.take("ada"), limit.take("ada"), typeof limit.take("ada")], [undefined, undefined, "number"]);
});
