import assert from "node:assert/strict";
import { at, iso } from "../automation/testing.ts";
import { openCron } from "./cron.ts";
import { dueTicks } from "./due.ts";
import { previewTicks } from "./preview.ts";
import type { CatchUp } from "./schedule.ts";

async function due(
  cron: string,
  catchUp: CatchUp,
  times: { readonly last?: string; readonly changed?: string; readonly now: string; readonly since?: string },
) {
  const { last, changed = "2026-01-01T00:00Z", now, since = now } = times;
  const memory = { changedAt: at(changed), ...(last === undefined ? {} : { lastTick: at(last) }) };
  const found = dueTicks({ catchUp }, await openCron(cron, "UTC"), memory, { now: at(now), since: at(since) });
  return found.map(({ time, launches, message }) => [iso([time])[0], launches, message]);
}

const none: CatchUp = { kind: "none" };
const latest: CatchUp = { kind: "latest" };

Deno.test("dueTicks: nothing is due before its time, and a tick is due once", async () => {
  assert.deepEqual(await due("0 0 * * *", latest, { last: "2026-05-01T00:00Z", now: "2026-05-01T23:59:59Z" }), []);
  const now = "2026-05-02T00:00:01Z";
  assert.deepEqual(await due("0 0 * * *", latest, { last: "2026-05-01T00:00Z", now }), [
    ["2026-05-02T00:00Z", true, undefined],
  ]);
  assert.deepEqual(await due("0 0 * * *", latest, { last: "2026-05-02T00:00Z", now }), []);
});

Deno.test("dueTicks: times before it was started do not count", async () => {
  const times = { last: "2026-05-01T00:00Z", changed: "2026-05-09T12:00Z", now: "2026-05-09T23:00Z" };
  assert.deepEqual(await due("0 0 * * *", { kind: "all", cap: 9 }, times), []);
});

Deno.test("dueTicks: after eight hours asleep each policy does what it says", async () => {
  const asleep = { last: "2026-05-01T22:00Z", now: "2026-05-02T06:00:30Z" };
  const hourly = (catchUp: CatchUp) => due("0 * * * *", catchUp, asleep);
  assert.deepEqual(await hourly(none), [
    ["2026-05-02T05:00Z", false, "7 ticks were missed, and missed ones are not caught up"],
    ["2026-05-02T06:00Z", true, undefined],
  ]);
  assert.deepEqual(await hourly(latest), [
    ["2026-05-02T06:00Z", true, "before it 7 ticks were missed and not caught up"],
  ]);
  const all = await hourly({ kind: "all", cap: 100 });
  assert.deepEqual(all.map(([time]) => time), [
    "2026-05-01T23:00Z",
    "2026-05-02T00:00Z",
    "2026-05-02T01:00Z",
    "2026-05-02T02:00Z",
    "2026-05-02T03:00Z",
    "2026-05-02T04:00Z",
    "2026-05-02T05:00Z",
    "2026-05-02T06:00Z",
  ]);
  assert.deepEqual(all.map(([, launches]) => launches), Array(8).fill(true));
  assert.equal(all[0]?.[2], "caught up: it was due at 2026-05-01T23:00:00.000Z");
  assert.equal(all.at(-1)?.[2], undefined);
  assert.deepEqual(await hourly({ kind: "all", cap: 2 }), [
    [
      "2026-05-02T05:00Z",
      true,
      "caught up: it was due at 2026-05-02T05:00:00.000Z; before it 6 ticks were missed and not caught up",
    ],
    ["2026-05-02T06:00Z", true, undefined],
  ]);
});

Deno.test("dueTicks: years of sleep end with one run at once", async () => {
  const times = { last: "2010-01-01T00:00Z", changed: "2010-01-01T00:00Z", now: "2026-05-02T06:00Z" };
  assert.deepEqual(await due("* * * * *", latest, times), [
    ["2026-05-02T06:00Z", true, "before it more than 999 ticks were missed and not caught up"],
  ]);
});

Deno.test("dueTicks: a start that lies in the future, by a clock that ran ahead, holds nothing up", async () => {
  const times = { changed: "2027-01-01T00:00Z", since: "2026-05-01T23:00Z", now: "2026-05-02T00:00Z" };
  assert.deepEqual(await due("0 0 * * *", latest, times), [["2026-05-02T00:00Z", true, undefined]]);
});

async function marks(cron: string, timezone: string, from: string, count: number) {
  const ticks = previewTicks({ cron, timezone }, await openCron(cron, timezone), at(from), count);
  return ticks.map(({ local, offset, marks }) => [local, offset, ...marks].join(" "));
}

Deno.test("previewTicks: marks what daylight-saving time does, in Berlin", async () => {
  assert.deepEqual(await marks("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00Z", 3), [
    "2026-03-28 02:30 +01:00",
    "2026-03-29 03:00 +02:00 moved offset_changed",
    "2026-03-30 02:30 +02:00",
  ]);
  assert.deepEqual(await marks("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", 2), [
    "2026-10-25 02:30 +02:00 first_of_two",
    "2026-10-26 02:30 +01:00 offset_changed",
  ]);
  assert.deepEqual(await marks("30 * * * *", "Europe/Berlin", "2026-10-24T23:00Z", 4), [
    "2026-10-25 01:30 +02:00",
    "2026-10-25 02:30 +02:00 first_of_two",
    "2026-10-25 02:30 +01:00 second_of_two offset_changed",
    "2026-10-25 03:30 +01:00",
  ]);
});

Deno.test("previewTicks: marks what daylight-saving time does, in New York; UTC has none", async () => {
  assert.deepEqual(await marks("30 2 * * *", "America/New_York", "2026-03-07T12:00Z", 2), [
    "2026-03-08 03:00 -04:00 moved offset_changed",
    "2026-03-09 02:30 -04:00",
  ]);
  assert.deepEqual(await marks("0 1 * * *", "America/New_York", "2026-10-31T12:00Z", 2), [
    "2026-11-01 01:00 -04:00 first_of_two",
    "2026-11-02 01:00 -05:00 offset_changed",
  ]);
  const year = await marks("0 3 * * *", "UTC", "2026-01-01T00:00Z", 400);
  assert.deepEqual(year.filter((line) => !line.endsWith(" +00:00")), []);
  assert.equal((await marks("0 3 * * 0", "UTC", "2026-01-01T00:00Z", 20)).length, 20);
});
