import assert from "node:assert/strict";
import type { RunEventBody } from "../pipeline/engine/mod.ts";
import { eventFacts, eventRange, type EventView, eventView, reaches } from "./event_view.ts";

const error = { name: "E", message: "it broke", kind: "data", causes: [] };
const view = (body: RunEventBody): EventView => eventView({ ...body, run: "r", sequence: 7, time: 0 });
const check = { check: "keys_unique", severity: "error", message: "2 twice", figures: { n: 2 }, samples: [1] } as const;

Deno.test("eventView: says in words what happened, as urgent as it is", () => {
  const cases: readonly (readonly [RunEventBody, string, string])[] = [
    [{ kind: "run_status", status: "failure", error }, "error", "Run: failure, it broke"],
    [{ kind: "run_status", status: "canceled", message: "by Ctrl-C" }, "warning", "Run: canceled, by Ctrl-C"],
    [{ kind: "steps_planned", steps: ["a"], later: ["b", "c"] }, "info", "Planned 1 step, b later, c later"],
    [{ kind: "step_started", step: "a", attempt: 2 }, "info", "Started, try 2"],
    [
      { kind: "step_retrying", step: "a", attempt: 1, delay: 1500, error },
      "warning",
      "Try 1 failed, the next one in 1.5 s: it broke",
    ],
    [{ kind: "step_failed", step: "a", milliseconds: 61_000, error }, "error", "Failed after 1 min 01 s: it broke"],
    [{ kind: "step_skipped", step: "a", because: ["b"] }, "warning", "Skipped because of b"],
    [
      { kind: "step_reused", step: "a", fromRun: "q", reason: "unchanged" },
      "info",
      "Took the value of run q: unchanged",
    ],
    [{ kind: "check_evaluated", step: "a", passed: false, ...check }, "error", "Check keys_unique failed: 2 twice"],
    [{ kind: "check_evaluated", step: "a", passed: true, ...check }, "info", "Check keys_unique passed: 2 twice"],
    [{ kind: "partitions_set", step: "a", partitions: "p", keys: ["x"] }, "info", "Partitions p now have 1 key"],
    [{ kind: "log", level: "unheard of", message: "hm", fields: {} }, "debug", "hm"],
  ];
  for (const [body, level, text] of cases) assert.deepEqual([view(body).level, view(body).text], [level, text]);
});

Deno.test("eventFacts: figures and samples of a check, fields of a log line, nothing of a start", () => {
  assert.deepEqual(eventFacts(view({ kind: "check_evaluated", step: "a", passed: true, ...check })), {
    n: 2,
    samples: [1],
  });
  assert.deepEqual(eventFacts(view({ kind: "log", level: "info", message: "m", fields: { a: 1 } })), { a: 1 });
  assert.deepEqual(eventFacts(view({ kind: "step_started", step: "a", attempt: 1 })), {});
});

Deno.test("reaches: a level reaches itself and what is less urgent", () => {
  assert.deepEqual([reaches("warning", "warning"), reaches("error", "info"), reaches("debug", "info")], [
    true,
    true,
    false,
  ]);
});

Deno.test("eventRange: first and last sequence of a page", () => {
  const one = view({ kind: "step_canceled", step: "a" });
  assert.deepEqual([eventRange([]), eventRange([one]), eventRange([one, { ...one, sequence: 1234 }])], [
    "none",
    "7",
    "7 to 1,234",
  ]);
});
