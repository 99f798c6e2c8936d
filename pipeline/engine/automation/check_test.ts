import assert from "node:assert/strict";
import { Problem } from "../../../infra/errors.ts";
import { defineSensor } from "../sensors/sensor.ts";
import { automated, schedule } from "./testing.ts";

function faults(parts: Parameters<typeof automated>[0]): string {
  try {
    automated(parts);
  } catch (error) {
    assert.ok(error instanceof Problem && error.kind === "configuration");
    return `${error.message} at ${error.place}`;
  }
  return "none";
}

const sensor = (rest: Partial<Parameters<typeof defineSensor>[0]>) =>
  defineSensor({ name: "s", job: "all", description: "S.", evaluate: () => ({}), ...rest });

Deno.test("defineProject: a schedule with a bad cron, zone, job, name or cap is refused, with file and line", () => {
  const cases: readonly (readonly [Parameters<typeof schedule>[0], RegExp])[] = [
    [{ cron: "0 25 * * *" }, /schedule "nightly" has the cron "0 25 \* \* \*": its hour "25" is not from 0 to 23/],
    [{ timezone: "Mars/City" }, /schedule "nightly": there is no time zone "Mars\/City"/],
    [{ job: "al" }, /schedule "nightly" runs the job "al", which is not defined; did you mean "all"\?/],
    [{ name: "1st" }, /schedule "1st" has a name that is not a letter/],
    [{ catchUp: { kind: "all", cap: 0 } }, /catches up at most 0 ticks/],
  ];
  for (const [rest, message] of cases) {
    const found = faults({ schedules: [schedule(rest)] });
    assert.match(found, message);
    assert.match(found, / at .*automation\/testing\.ts:\d+:\d+$/);
  }
  assert.match(faults({ schedules: [schedule(), schedule()] }), /two schedules are called "nightly"/);
  assert.equal(faults({ schedules: [schedule()] }), "none");
});

Deno.test("defineProject: a sensor with a bad job, interval or time limit is refused, with file and line", () => {
  assert.match(faults({ sensors: [sensor({ job: "othr" })] }), /sensor "s" runs the job "othr".*did you mean "other"/);
  assert.match(
    faults({ sensors: [sensor({ minimumInterval: 0 })] }),
    /minimum interval of 0 ms.*check_test\.ts:\d+:\d+$/,
  );
  assert.match(faults({ sensors: [sensor({ timeout: 0 })] }), /time limit of 0 ms/);
});
