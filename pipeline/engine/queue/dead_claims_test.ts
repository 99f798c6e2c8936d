import assert from "node:assert/strict";
import type { Claim } from "../coordination.ts";
import { queueEntry } from "../coordination/contract.ts";
import { DeadClaims } from "./dead_claims.ts";

const claim = (leaseUntil: number, fence = 1): Claim => ({
  run: "r",
  worker: "w",
  fence,
  attempt: 1,
  leaseUntil,
  entry: queueEntry("r"),
});
const watching = () => new DeadClaims({ confirmed: 1_000, longest: 60_000 });

Deno.test("DeadClaims: a lease that ended and stays so is one of a worker that is gone", () => {
  const dead = watching();
  assert.deepEqual(dead.among([claim(5_000)], 4_000, 0), []);
  assert.deepEqual(dead.among([claim(5_000)], 5_001, 900), []);
  assert.deepEqual(dead.among([claim(5_000)], 5_101, 1_000), [claim(5_000)]);
});

Deno.test("DeadClaims: after an hour asleep or a jump of the clock a living worker has time to renew", () => {
  const dead = watching();
  dead.among([claim(5_000)], 4_000, 0);
  // Asleep, the steady clock stood still.
  assert.deepEqual(dead.among([claim(5_000)], 3_604_000, 500), []);
  assert.deepEqual(dead.among([claim(3_607_000)], 3_604_600, 1_100), []);
  assert.deepEqual(dead.among([claim(3_607_000)], 3_606_900, 3_400), []);
});

Deno.test("DeadClaims: after the clock was set back a claim is given up when nobody renews it for long", () => {
  const dead = watching();
  for (let now = 0; now < 60_000; now += 1_000) assert.deepEqual(dead.among([claim(3_600_000)], now, now), []);
  assert.deepEqual(dead.among([claim(3_600_000)], 60_000, 60_000), [claim(3_600_000)]);
});

Deno.test("DeadClaims: a new claim of the same run starts anew", () => {
  const dead = watching();
  dead.among([claim(5_000)], 6_000, 0);
  assert.deepEqual(dead.among([claim(5_000, 2)], 7_000, 1_500), []);
});

Deno.test("DeadClaims: while nobody could look, the owner could not renew either", () => {
  const away = watching();
  away.among([claim(5_000)], 4_000, 0);
  assert.deepEqual(away.among([claim(5_000)], 14_000, 10_000), []);
  assert.deepEqual(away.among([claim(5_000)], 14_900, 10_900), []);
  assert.deepEqual(away.among([claim(5_000)], 15_000, 11_000), [claim(5_000)]);
  const told = watching();
  told.among([claim(5_000)], 4_000, 0);
  told.forget();
  assert.deepEqual(told.among([claim(5_000)], 6_000, 2_000), []);
  assert.deepEqual(told.among([claim(5_000)], 7_000, 3_000), [claim(5_000)]);
});
