import assert from "node:assert/strict";
import type { AssetExplanation, StaleReason } from "./reasons.ts";
import { type ExplanationLine, explanationWords } from "./words.ts";

const options = { formatTime: (time: number) => `2026-01-01 00:00:${String(time).padStart(2, "0")}` };

function stale(asset: string, partition: string | undefined, reasons: readonly StaleReason[]): AssetExplanation {
  const step = partition === undefined ? asset : `${asset}[${partition}]`;
  return { asset, step, standing: "stale", reasons, notes: [], ...(partition === undefined ? {} : { partition }) };
}

function lines({ text, lines: below }: ExplanationLine, indent = ""): string[] {
  return [indent + text, ...below.flatMap((line) => lines(line, `${indent}  `))];
}

Deno.test("explanationWords: what holds for several partitions is told once, whatever the moment of each", () => {
  const keys = ["a", "b", "c", "d", "e"];
  const reasons = keys.map((partition, index): StaleReason => ({
    kind: "input_changed",
    asset: "daily",
    partition,
    made: { run: "r2", time: index },
    because: [{
      kind: "input_changed",
      asset: "raw",
      partition,
      because: [{ kind: "code_changed", from: "1", to: index === 4 ? "3" : "2" }],
    }],
  }));
  assert.deepEqual(lines(explanationWords(stale("total", undefined, reasons), options)), [
    "total is stale",
    "  its input daily[a], daily[b], daily[c] and 1 more have a newer version: 2026-01-01 00:00:00, r2",
    "    its input raw[…] is not what it was",
    "      its code changed: 1 → 2",
    "  its input daily[e] has a newer version: 2026-01-01 00:00:04, r2",
    "    its input raw[e] is not what it was",
    "      its code changed: 1 → 3",
  ]);
});

Deno.test("explanationWords: partitions of an asset as a whole, those that are fresh only counted", () => {
  const fresh: AssetExplanation = {
    asset: "x",
    step: "x[c]",
    partition: "c",
    standing: "fresh",
    reasons: [],
    notes: [],
  };
  const parts = ["a", "b"].map((key) => stale("x", key, [{ kind: "never_made" }]));
  const whole: AssetExplanation = { ...stale("x", undefined, []), partitions: [...parts, fresh] };
  assert.deepEqual(lines(explanationWords(whole, options)), [
    "x is stale: 2 of 3 partitions are not fresh",
    "  x[a], x[b] are stale",
    "    it was never made",
  ]);
});

Deno.test("explanationWords: settings by key, files by what differs, hidden values by name only", () => {
  const file = (bytes: number, modified: string) => ({ bytes, modified });
  const found = lines(explanationWords(
    stale("x", undefined, [
      { kind: "settings_changed", resource: "params", changes: [{ key: "k", what: "changed", from: 2, to: [3, 4] }] },
      { kind: "settings_changed", resource: "db", changes: [{ key: "db.password", what: "changed", secret: true }] },
      {
        kind: "outside_changed",
        changes: [
          { key: "/in/a.csv", what: "changed", from: file(1, "10:00"), to: file(1, "11:00") },
          { key: "/in/b.csv", what: "removed", from: file(2, "10:00") },
        ],
      },
    ]),
    options,
  ));
  assert.deepEqual(found, [
    "x is stale",
    "  settings that it reads changed (params)",
    "    k: 2 → [3,4]",
    "  settings that it reads changed (db)",
    "    db.password: its value is hidden",
    "  what it reads outside changed",
    "    /in/a.csv: modified 10:00 → 11:00",
    '    /in/b.csv is gone: it was {"bytes":2,"modified":"10:00"}',
  ]);
});

Deno.test("explanationWords: what only repeats what stands above is left out", () => {
  const change: StaleReason = { kind: "input_changed", asset: "raw", because: [{ kind: "never_made" }] };
  const { because: _, ...rest } = change;
  const echo: StaleReason = {
    kind: "input_changed",
    asset: "middle",
    because: [{ ...rest, because: [], elsewhere: true }],
  };
  assert.deepEqual(lines(explanationWords(stale("x", undefined, [change, echo]), options)), [
    "x is stale",
    "  its input raw is not what it was",
    "    it was never made",
  ]);
});

Deno.test("explanationWords: what is long is told short: its own reasons, then what changed upstream, once each", () => {
  const settings: StaleReason = {
    kind: "settings_changed",
    resource: "params",
    changes: [{ key: "k", what: "changed", from: 2, to: 3 }],
  };
  const code: StaleReason = { kind: "code_changed", from: "1", to: "2" };
  const first = stale("first", undefined, [settings]);
  const second = stale("second", undefined, [settings, { kind: "input_stale", input: first }]);
  const third = stale("third", undefined, [code, { kind: "input_stale", input: second }]);
  const last = stale("last", undefined, [
    code,
    { kind: "input_stale", input: third },
    { kind: "input_stale", input: { ...second, reasons: [], elsewhere: true } },
  ]);
  const whole = explanationWords(last, options);
  assert.equal(lines(whole).length, 11);
  assert.deepEqual(explanationWords(last, { ...options, mostLines: 11 }), whole);
  assert.deepEqual(lines(explanationWords(last, { ...options, mostLines: 10 })), [
    "last is stale",
    "  its code changed: 1 → 2",
    "  3 steps upstream are not fresh, because of",
    "    second, first: settings that it reads changed (params)",
    "      k: 2 → 3",
    "    third: its code changed: 1 → 2",
  ]);
});
