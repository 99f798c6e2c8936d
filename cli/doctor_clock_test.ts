import assert from "node:assert/strict";
import { manualClock } from "../infra/clock.ts";
import { Problem } from "../infra/errors.ts";
import { checkClock, type Witness } from "./doctor_clock.ts";

const noon = Date.UTC(2026, 4, 1, 12);
const hour = 3_600_000;

function witness(tells: Witness["tells"], time: number | undefined, name = "the data folder"): Witness {
  return { name, tells, time: () => time };
}

function offBy(witnesses: readonly Witness[], text: string): Promise<void> {
  return assert.rejects(checkClock(manualClock(noon), witnesses), (error) => {
    assert.ok(error instanceof Problem);
    assert.equal(error.message, `Cannot trust the time: the clock says 2026-05-01T12:00:00Z, ${text}`);
    return error.kind === "configuration";
  });
}

Deno.test("checkClock: tells the time and who agrees with it", async () => {
  const clock = manualClock(noon);
  assert.equal(await checkClock(clock, []), "2026-05-01T12:00:00.000Z");
  const agreeing = [witness("now", noon + 9_000), witness("past", noon - 90 * 24 * hour, "the newest run")];
  const said = await checkClock(clock, [...agreeing, witness("past", undefined, "the build")]);
  assert.equal(said, "2026-05-01T12:00:00.000Z; the data folder and the newest run agree");
});

Deno.test("checkClock: a clock that is behind or ahead of another one, or behind what has happened, is told", async () => {
  await offBy([witness("now", noon + 60_000)], "60 s behind the data folder (2026-05-01T12:01:00Z)");
  await offBy([witness("now", noon - 3 * hour)], "3 h ahead of the data folder (2026-05-01T09:00:00Z)");
  await offBy(
    [witness("past", noon + 72 * hour, "the newest run")],
    "3 days behind the newest run (2026-05-04T12:00:00Z)",
  );
});

Deno.test("checkClock: a witness that takes long to answer is not taken for one that is wrong", async () => {
  const clock = manualClock(noon);
  const slow: Witness = {
    name: "the database",
    tells: "now",
    time: async () => {
      const told = clock.now() + 1_000;
      await clock.advance(hour);
      return told;
    },
  };
  assert.match(await checkClock(clock, [slow]), /; the database agrees$/);
});
