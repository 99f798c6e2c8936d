import assert from "node:assert/strict";
import type { RunEvent } from "../../pipeline/engine/mod.ts";
import { progressFrame } from "./frame.ts";
import { runProgress } from "./progress.ts";
import { makeStyle, plainText } from "./style.ts";
import { textWidth } from "./width.ts";

const style = makeStyle(true);

function running(count: number) {
  const progress = runProgress();
  const steps = Array.from({ length: count }, (_, i) => `asset_with_a_long_name[partition ${i}]`);
  progress.apply({ kind: "steps_planned", steps, run: "r", sequence: 1, time: 0 });
  steps.forEach((step, i) => {
    const event: RunEvent = { kind: "step_started", step, attempt: 1, run: "r", sequence: i + 2, time: 0 };
    progress.apply(event);
  });
  return progress;
}

Deno.test("progressFrame: at most a few running steps, the others as a number", () => {
  const options = { style, size: { columns: 100, rows: 40 }, now: 2_500, startedAt: 0, stopping: false };
  const lines = progressFrame(running(20), options).map(plainText);
  assert.equal(lines.length, 10);
  assert.equal(lines[8]?.trim(), "and 12 more");
  assert.ok(lines[9]?.includes("0/20 steps"));
  assert.ok(lines[0]?.endsWith("2.5 s"));
});

Deno.test("progressFrame: fits into any terminal", () => {
  for (const columns of [10, 20, 40, 80, 200]) {
    for (const rows of [2, 5, 50]) {
      const lines = progressFrame(running(12), {
        style,
        size: { columns, rows },
        now: 9,
        startedAt: 0,
        stopping: true,
      });
      assert.ok(lines.every((line) => textWidth(line) < columns), `${columns} columns`);
    }
  }
});

Deno.test("progressFrame: says that it is stopping", () => {
  const size = { columns: 80, rows: 24 };
  const lines = progressFrame(running(1), { style, size, now: 0, startedAt: 0, stopping: true });
  assert.match(plainText(lines.at(-1) ?? ""), /stopping/);
});
