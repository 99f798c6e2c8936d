import assert from "node:assert/strict";
import fc from "fast-check";
import { Cron } from "croner";
import { at, iso } from "../automation/testing.ts";
import { newestTicks, openCron } from "./cron.ts";
import { cronFault, zoneFault } from "./cron_text.ts";

async function next(cron: string, timezone: string, from: string, count: number): Promise<string[]> {
  const opened = await openCron(cron, timezone);
  const times: number[] = [];
  for (let time = opened.next(at(from)); time !== undefined && times.length < count; time = opened.next(time)) {
    times.push(time);
  }
  return iso(times);
}

const numbers = (first: number, last: number) => {
  const one = fc.integer({ min: first, max: last });
  const range = fc.tuple(one, one).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: last });
  const item = fc.oneof(
    fc.constant("*"),
    one.map(String),
    range,
    fc.tuple(fc.oneof(fc.constant("*"), range), step).map(([base, by]) => `${base}/${by}`),
  );
  return fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(","));
};

Deno.test("cronFault: what it takes croner takes, too", () => {
  const text = fc.tuple(numbers(0, 59), numbers(0, 23), numbers(1, 28), numbers(1, 12), numbers(0, 7))
    .map((parts) => parts.join(" "));
  fc.assert(fc.property(text, (cron) => {
    assert.equal(cronFault(cron), undefined, cron);
    new Cron(cron, { paused: true, mode: "5-part", fixedTimeRule: "no-wildcard" });
  }));
  for (const cron of ["0 0 L * *", "0 6 * JAN-MAR MON-FRI", "0 0 29 2 *", "0 0 31 2 1"]) {
    assert.equal(cronFault(cron), undefined, cron);
    assert.notEqual(new Cron(cron, { paused: true, mode: "5-part" }).nextRun(), null, cron);
  }
});

Deno.test("cronFault: says which field is wrong, and how", () => {
  const faults: readonly (readonly [cron: string, fault: RegExp])[] = [
    ["", /needs five fields .* has none/],
    ["0 0 * *", /has 4/],
    ["0 0 0 * * *", /has 6/],
    ["60 0 * * *", /its minute "60" is not from 0 to 59/],
    ["0 24 * * *", /its hour "24" is not from 0 to 23/],
    ["0 0 0 * *", /its day of the month "0" is not from 1 to 31/],
    ["0 0 1 13 *", /its month "13"/],
    ["0 0 * * FUN", /its day of the week "FUN" is not from 0 to 7/],
    ["30-10 * * * *", /"30-10" ends before it begins/],
    ["5/10 * * * *", /has a step, which needs \* or a range/],
    ["*/0 * * * *", /step that is not from 1 to 59/],
    ["x * * * *", /is no number, range, step or list/],
    ["1, * * * *", /is no number, range, step or list/],
    ["0 0 31 2,4 *", /never happens: no such month has a day 31/],
    ["0 0 30 FEB *", /never happens/],
  ];
  for (const [cron, fault] of faults) assert.match(cronFault(cron) ?? "", fault, cron);
  assert.match(zoneFault("Mars/City") ?? "", /no time zone "Mars\/City"/);
  assert.equal(zoneFault("Europe/Berlin"), undefined);
});

Deno.test("openCron: a time that the clocks leave out moves to the end of the gap", async () => {
  assert.deepEqual(await next("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", 2), [
    "2026-03-29T01:00Z",
    "2026-03-30T00:30Z",
  ]);
  assert.deepEqual(await next("30 2,14 * * *", "America/New_York", "2026-03-08T00:00Z", 3), [
    "2026-03-08T07:00Z",
    "2026-03-08T18:30Z",
    "2026-03-09T06:30Z",
  ]);
});

Deno.test("openCron: of a time that occurs twice the first counts; intervals take both", async () => {
  assert.deepEqual(await next("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", 2), [
    "2026-10-25T00:30Z",
    "2026-10-26T01:30Z",
  ]);
  assert.deepEqual(await next("30 1 * * *", "America/New_York", "2026-10-31T12:00Z", 2), [
    "2026-11-01T05:30Z",
    "2026-11-02T06:30Z",
  ]);
  assert.deepEqual(await next("30 * * * *", "Europe/Berlin", "2026-10-25T00:00Z", 3), [
    "2026-10-25T00:30Z",
    "2026-10-25T01:30Z",
    "2026-10-25T02:30Z",
  ]);
});

Deno.test("openCron: the leap day comes every four years", async () => {
  assert.deepEqual(await next("0 0 29 2 *", "UTC", "2026-11-23T00:00Z", 2), ["2028-02-29T00:00Z", "2032-02-29T00:00Z"]);
  assert.deepEqual(await next("0 0 L 2 *", "UTC", "2027-01-01T00:00Z", 2), ["2027-02-28T00:00Z", "2028-02-29T00:00Z"]);
});

Deno.test("openCron: from wherever one looks the ticks are the same, also around changes of the clocks", async () => {
  for (const timezone of ["Europe/Berlin", "America/New_York"]) {
    for (const text of ["30 2 * * *", "0 1-3 * * *", "*/20 * * * *", "15 1,2 * * *"]) {
      const cron = await openCron(text, timezone);
      for (const change of ["2026-03-29T01:00Z", "2026-10-25T01:00Z", "2026-03-08T07:00Z", "2026-11-01T06:00Z"]) {
        const [start, end] = [at(change) - 86_400_000, at(change) + 86_400_000];
        const all = newestTicks(cron, start, end, 1000).times;
        for (let from = start; from < end; from += 600_000) {
          const expected = all.find((time) => time > from);
          if (expected !== undefined) assert.equal(cron.next(from), expected, `${text} ${timezone} ${iso([from])}`);
        }
      }
    }
  }
});

Deno.test("newestTicks: of very many only the newest are looked at", async () => {
  const cron = await openCron("* * * * *", "UTC");
  const found = newestTicks(cron, at("2000-01-01T00:00Z"), at("2026-01-01T00:00Z"), 2);
  assert.deepEqual(iso(found.times), ["2025-12-31T23:59Z", "2026-01-01T00:00Z"]);
  assert.equal(found.more, true);
  const few = newestTicks(cron, at("2025-12-31T23:58Z"), at("2026-01-01T00:00Z"), 2);
  assert.deepEqual([few.times.length, few.more], [2, false]);
});
