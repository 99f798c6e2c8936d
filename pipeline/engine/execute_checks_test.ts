import assert from "node:assert/strict";
import { defineCheck } from "./check.ts";
import { manualClock } from "../../infra/clock.ts";
import { allPartitions } from "./asset.ts";
import { staticPartitions } from "./partitions.ts";
import { asset, number, projectOf, statuses, withBench } from "./testing/kit.ts";

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

Deno.test("executeRun: of partitions only the refused one keeps its old value and what was published of it", async () => {
  await withBench(async ({ run, history, root, files }) => {
    const parts = staticPartitions("part", ["x", "y", "z"]);
    const below = defineCheck(number, {
      name: "below_10",
      description: "",
      severity: "error",
      run: ({ value }) => ({ passed: value < 10, message: `${value}`, samples: [{ value }] }),
    });
    const published = `${root}/published`;
    await Deno.mkdir(published);
    const define = (values: Readonly<Record<string, number>>) => {
      const part = asset("part", {
        partitions: parts,
        compute: ({ partition }) => values[partition!]!,
        checks: [below],
        publish: async ({ value, partition }) => {
          await Deno.writeTextFile(`${published}/${partition}`, `${value}`);
          return {};
        },
      });
      const join = { deps: { all: allPartitions(part) }, compute: () => 1 };
      const rest = { deps: { all: allPartitions(part, { missing: "leave_out" }) } };
      const sum = asset("sum", {
        ...rest,
        compute: ({ inputs }) => [...inputs.all.values()].reduce((total, value) => total + value, 0),
      });
      return projectOf([part, asset("strict", join), sum]);
    };
    const first = await run(define({ x: 1, y: 2, z: 3 }));
    const count = (await files()).length;
    const second = await run(define({ x: 4, y: 50, z: 6 }));
    assert.deepEqual(statuses(second), {
      "part[x]": "success",
      "part[y]": "failed",
      "part[z]": "success",
      strict: "skipped",
      sum: "success",
    });
    const latest = await history.latestOf("part");
    assert.deepEqual([...latest].map(([key, value]) => [key, value.run === second.run.id]), [
      ["x", true],
      ["y", false],
      ["z", true],
    ]);
    const texts = await Promise.all(["x", "y", "z"].map((key) => Deno.readTextFile(`${published}/${key}`)));
    assert.deepEqual(texts, ["4", "2", "6"]);
    assert.deepEqual([(await history.latest("strict"))?.run, (await history.latest("sum"))?.run], [
      first.run.id,
      second.run.id,
    ]);
    // Two partitions and the sum are new; of the refused value no file is left.
    assert.equal((await files()).length, count + 3);
    const [found] = (await history.checksOf("part", { check: "below_10" })).filter(({ passed }) => !passed);
    assert.deepEqual([found?.partition, found?.samples], ["y", [{ value: 50 }]]);
    // What comes later reads the value that stands.
    const later = await run(define({ x: 4, y: 50, z: 6 }), { selection: "sum" });
    assert.deepEqual(JSON.parse(await Deno.readTextFile(`${root}/${later.materializations[0]!.path}`)), 12);
  });
});

Deno.test("executeRun: a value that is refused at the last try publishes nothing, also when an earlier try broke", async () => {
  await withBench(async ({ run, history }) => {
    let tries = 0;
    const published: number[] = [];
    const never = defineCheck(number, {
      name: "never",
      description: "",
      severity: "error",
      run: () => ({ passed: false, message: "no" }),
    });
    const a = asset("a", {
      retry: { attempts: 3, delay: 0, when: () => true },
      compute: () => {
        if (++tries === 1) throw new Error("once");
        return tries;
      },
      checks: [never],
      publish: ({ value }) => {
        published.push(value);
        return {};
      },
    });
    const clock = { ...manualClock(1), sleep: () => Promise.resolve() };
    const result = await run(projectOf([a]), {}, { clock });
    assert.deepEqual([result.run.status, tries, published], ["failure", 3, []]);
    assert.equal(await history.latest("a"), undefined);
    assert.equal((await history.checks(result.run.id)).length, 1);
  });
});
