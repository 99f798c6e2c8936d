import assert from "node:assert/strict";
import { at, automated, dieAt, iso, schedule, withTicks } from "../automation/testing.ts";
import { ScheduleEvaluator } from "./evaluator.ts";

const minute = 60_000;

/** Numbers from 0 to 1 that a seed determines (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** All days from one to another, both included, as the midnights in UTC. */
function* days(first: string, last: string): Generator<Date> {
  for (let time = at(first); time <= at(last); time += 24 * 60 * minute) yield new Date(time);
}

/** What the calendar says, without the library that the evaluator asks. */
function calendar(): Readonly<Record<"daily" | "weekly" | "monthly" | "leap", readonly string[]>> {
  const all = [...days("2027-11-21T00:00Z", "2028-11-20T00:00Z")];
  const dated = (chosen: readonly Date[], time: string) =>
    chosen.map((day) => `${day.toISOString().slice(0, 10)}${time}`);
  // In Berlin summer time begins on 2028-03-26, where 02:30 does not exist and 03:00 is 01:00 UTC, and ends on
  // 2028-10-29, where 02:30 occurs twice, at first at 00:30 UTC.
  const berlin = (day: string) => {
    if (day === "2028-03-26") return `${day}T01:00Z`;
    return `${day}T${day > "2028-03-26" && day <= "2028-10-29" ? "00:30Z" : "01:30Z"}`;
  };
  return {
    daily: dated(all, "").map(berlin),
    weekly: dated(all.filter((day) => day.getUTCDay() === 1), "T00:00Z"),
    monthly: dated(all.filter((day) => day.getUTCDate() === 1), "T00:00Z"),
    leap: ["2028-02-29T05:00Z"],
  };
}

for (const seed of [1, 2]) {
  Deno.test(`ScheduleEvaluator: a year with two daemons that sleep, die and disagree about the time, seed ${seed}`, () =>
    withTicks("2027-11-20T12:00Z", async (bench) => {
      const random = numbers(seed);
      const due = calendar();
      const specs = [
        { name: "daily", cron: "30 2 * * *", timezone: "Europe/Berlin" },
        { name: "weekly", cron: "0 0 * * 1", timezone: "UTC" },
        { name: "monthly", cron: "0 0 1 * *", timezone: "UTC" },
        { name: "leap", cron: "0 0 29 2 *", timezone: "America/New_York" },
      ];
      const schedules = specs.map((spec) => schedule({ ...spec, overlap: "allow", catchUp: "all" }));
      const project = automated({ schedules });
      const ledgers = [bench.ledger, await bench.reopen()];
      const start = (index: number) => {
        const points = ["due", "evaluated", "committed", "done"] as const;
        const point = points[Math.floor(random() * points.length)]!;
        const skew = index * 40_000;
        const clock = { ...bench.clock, now: () => bench.clock.now() + skew };
        const onPoint = dieAt(point, 5 + Math.floor(random() * 40));
        return new ScheduleEvaluator(bench.options(project, { ledger: ledgers[index]!, clock, onPoint }));
      };
      const daemons = [start(0), start(1)];
      await daemons[0]!.evaluate();
      const end = at("2028-11-20T12:00Z");
      for (let days = 0; bench.clock.now() < end; days++) {
        const asleep = random() < 0.02 ? random() * 3 * 24 * 60 : random() * 6 * 60;
        await bench.clock.advance(Math.min(asleep * minute, end - bench.clock.now()));
        if (random() < 0.02) daemons[0] = start(0);
        if (random() < 0.02) daemons[1] = start(1);
        await Promise.all(daemons.map((daemon) => daemon.evaluate()));
      }
      for (const { name } of specs) {
        const expected = due[name as keyof typeof due];
        const ticks = await bench.ledger.coordination.automation.ticks("schedule", name, { limit: 1000 });
        assert.deepEqual(iso(ticks.map(({ time }) => time).toReversed()), expected, name);
        assert.ok(ticks.every(({ runs }) => runs.length === 1), name);
      }
      const counts = Map.groupBy(await bench.runs(), ({ request }) => request.schedule as string);
      const found = [...counts].map(([name, runs]) => [name, runs.length]).sort();
      assert.deepEqual(found, [["daily", 366], ["leap", 1], ["monthly", 12], ["weekly", 53]]);
    }));
}
