import assert from "node:assert/strict";
import { boundedSample, boundedText } from "./check_samples.ts";
import { defineCheck } from "./check.ts";
import { asset, number, projectOf, withBench } from "./testing/kit.ts";

Deno.test("boundedSample: small rows stay as they are, with their types", () => {
  const row = { id: 1, name: "n", share: 0.5, flag: true, none: null, list: [1, "a"] };
  assert.deepEqual(boundedSample(row), row);
  assert.deepEqual([boundedSample(3), boundedSample("x"), boundedSample(null)], [3, "x", null]);
});

Deno.test("boundedSample: long texts, lists and rows are cut and say so", () => {
  const text = boundedSample({ text: "x".repeat(500) }) as { readonly text: string };
  assert.deepEqual([text.text.length, text.text.endsWith("…")], [200, true]);
  const list = boundedSample(Array.from({ length: 60 }, (_, index) => index)) as readonly unknown[];
  assert.deepEqual([list.length, list.at(-1)], [51, "… 10 more"]);
  const wide = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`c${index}`, index]));
  assert.equal((boundedSample(wide) as Record<string, unknown>)["…"], "20 more");
  const heavy = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`c${index}`, "y".repeat(200)]));
  assert.equal((boundedSample(heavy) as string).length, 4_000);
  assert.equal(boundedText("a".repeat(3_000)).length, 2_000);
});

Deno.test("executeRun: of a check twenty samples are kept, without secrets, typed", () =>
  withBench(async ({ run, history }) => {
    const check = defineCheck(number, {
      name: "many",
      description: "",
      severity: "warn",
      run: () => ({
        passed: false,
        message: "hush tells",
        samples: Array.from(
          { length: 30 },
          (_, id) =>
            ({ id: BigInt(id), day: new Date(0), note: `${"x".repeat(190)}hush-hush`, api_key: "k" }) as unknown as {
              readonly id: number;
            },
        ),
      }),
    });
    const redact = (text: string) => text.replaceAll("hush", "[redacted]");
    const result = await run(projectOf([asset("a", { checks: [check] })]), {}, { redact });
    const [found] = await history.checks(result.run.id);
    assert.deepEqual([found?.samples.length, found?.message], [20, "[redacted] tells"]);
    const sample = found?.samples[2] as { readonly note: string };
    assert.deepEqual({ ...sample, note: "" }, {
      id: 2,
      day: "1970-01-01T00:00:00.000Z",
      note: "",
      api_key: "[redacted]",
    });
    assert.ok(!sample.note.includes("hush") && sample.note.length === 200);
  }));
