import assert from "node:assert/strict";
import { Problem } from "../../infra/errors.ts";
import { retryDelay, triesAgain } from "./retry.ts";

const none = { bytes: (count: number) => new Uint8Array(count) };
const most = { bytes: (count: number) => new Uint8Array(count).fill(255) };

Deno.test("retryDelay: grows by the factor up to the longest wait", () => {
  const policy = { attempts: 9, delay: 100, factor: 3, maxDelay: 1000 };
  assert.deepEqual([1, 2, 3, 4].map((attempt) => retryDelay(policy, attempt, none)), [100, 300, 900, 1000]);
});

Deno.test("retryDelay: jitter takes away at most its share", () => {
  assert.equal(retryDelay({ attempts: 2, delay: 1000, jitter: 0.5 }, 1, none), 1000);
  assert.equal(retryDelay({ attempts: 2, delay: 1000, jitter: 0.5 }, 1, most), 500);
  assert.equal(retryDelay({ attempts: 2, delay: 1000, jitter: 0 }, 1, most), 1000);
});

Deno.test("triesAgain: not without a policy, not after the last try", () => {
  assert.equal(triesAgain(undefined, 1, new Error("x")), false);
  assert.equal(triesAgain({ attempts: 2 }, 1, new Error("x")), true);
  assert.equal(triesAgain({ attempts: 2 }, 2, new Error("x")), false);
});

Deno.test("triesAgain: wrong data, settings and use are not tried again unless the policy says so", () => {
  for (const kind of ["data", "configuration", "usage"] as const) {
    assert.equal(triesAgain({ attempts: 2 }, 1, new Problem(kind, "x")), false);
    assert.equal(triesAgain({ attempts: 2, when: () => true }, 1, new Problem(kind, "x")), true);
  }
  assert.equal(triesAgain({ attempts: 2 }, 1, new Problem("pipeline", "x")), true);
  assert.equal(triesAgain({ attempts: 2, when: () => false }, 1, new Error("x")), false);
});
