import assert from "node:assert/strict";
import { defineCheck } from "./check.ts";
import { asset, number, projectOf, withBench } from "./testing/kit.ts";

Deno.test("executeRun: a value that is not as declared is refused when written", async () => {
  await withBench(async ({ run, files }) => {
    const a = asset("a", { compute: () => "text" as unknown as number });
    const nan = asset("nan", { compute: () => NaN });
    const result = await run(projectOf([a, nan]));
    assert.deepEqual(result.steps.map(({ error }) => [error?.message, error?.kind]), [
      ['Cannot make "a": Cannot keep "a": its value is not as declared: text is not a number', "data"],
      ['Cannot make "nan": Cannot write the value as JSON: NaN is no JSON number', "data"],
    ]);
    assert.deepEqual(await files(), []);
  });
});

Deno.test("executeRun: a failed check of severity error keeps the value from being recorded and published", async () => {
  await withBench(async ({ run, history, files }) => {
    const published: number[] = [];
    const limit = (severity: "warn" | "error") =>
      defineCheck(number, {
        name: `limit_${severity}`,
        description: "At most 10.",
        severity,
        run: ({ value }) => ({ passed: value <= 10, message: `${value}`, figures: { limit: 10 }, samples: [value] }),
      });
    const define = (value: number) =>
      asset("a", {
        compute: () => value,
        checks: [limit("warn"), limit("error")],
        publish: ({ value }) => {
          published.push(value);
          return { published: value };
        },
      });
    const good = await run(projectOf([define(3)]));
    assert.deepEqual(good.steps[0]?.metadata, { published: 3 });
    const bad = await run(projectOf([define(11)]));
    assert.equal(bad.run.error?.message, 'Cannot make "a": Cannot accept "a": check "limit_error" failed: 11');
    assert.equal(bad.run.error?.kind, "data");
    assert.deepEqual((await history.checks(bad.run.id)).map(({ check, passed }) => [check, passed]), [
      ["limit_warn", false],
      ["limit_error", false],
    ]);
    assert.deepEqual(published, [3]);
    assert.equal((await history.latest("a"))?.run, good.run.id);
    assert.equal((await files()).length, 1);
  });
});

Deno.test("executeRun: a check that breaks, and publishing that fails, fail the step and leave no file", async () => {
  await withBench(async ({ run, files }) => {
    const broken = defineCheck(number, {
      name: "broken",
      description: "",
      severity: "warn",
      run: () => {
        throw new Error("division by zero");
      },
    });
    const result = await run(projectOf([
      asset("a", { checks: [broken] }),
      asset("b", {
        publish: () => {
          throw new Error("no place");
        },
      }),
    ]));
    assert.deepEqual(result.steps.map(({ error }) => error?.message), [
      'Cannot make "a": Cannot evaluate check "broken": division by zero',
      'Cannot make "b": Cannot publish: no place',
    ]);
    assert.deepEqual(await files(), []);
  });
});
