import assert from "node:assert/strict";
import { allPartitions, type Asset, assetNamed } from "./asset.ts";
import { defineJob } from "./job.ts";
import { noKnowledge } from "./knowledge.ts";
import { dynamicPartitions, staticPartitions } from "./partitions.ts";
import { describePlan, planRun } from "./plan.ts";
import type { InputSource, Knowledge, Plan, RunRequest } from "./plan_types.ts";
import { asset, knowledgeOf, made, passing, projectOf } from "./testing/kit.ts";

const regions = staticPartitions("region", ["north", "south"]);
const days = dynamicPartitions("day");

function plan(assets: readonly Asset[], request: Partial<RunRequest> = {}, knowledge: Knowledge = noKnowledge): Plan {
  const jobs = [
    defineJob({ name: "all", selection: "*", description: "" }),
    defineJob({ name: "early", selection: "+b", description: "" }),
  ].slice(0, assets.some(({ name }) => name === "b") ? 2 : 1);
  return planRun(projectOf(assets, { jobs }), { job: "all", environment: "test", ...request }, knowledge);
}

/** `step: input=source, …` for every step. */
function lines({ steps }: Plan): string[] {
  return steps.map(({ id, inputs }) =>
    `${id}: ${
      inputs.map((input) => {
        const sources = input.kind === "one" ? [input.source] : [...input.sources?.values() ?? []];
        return `${input.name}=${sources.map(sourceName).join("+")}`;
      }).join(", ")
    }`
  );
}

function sourceName(source: InputSource): string {
  if (source.kind === "step") return source.step;
  return source.kind === "stored" ? `"${source.materialization.version}"` : "absent";
}

const a = asset("a");
const b = asset("b", { deps: { a } });
const c = asset("c", { deps: { x: b } });

Deno.test("planRun: what is selected, in order, with inputs from the run", () => {
  assert.deepEqual(lines(plan([c, b, a])), ["a: ", "b: a=a", "c: x=b"]);
  assert.deepEqual(plan([c, b, a]).steps.map(({ reason }) => reason.kind), ["selected", "selected", "selected"]);
});

Deno.test("planRun: inputs that are not selected come from the newest values", () => {
  assert.deepEqual(lines(plan([c, b, a], { selection: "c" }, knowledgeOf([made("b")]))), ['c: x="version of b"']);
});

Deno.test("planRun: an input that was never made is refused with the job that makes it", () => {
  assert.throws(() => plan([c, b, a], { selection: "c" }), {
    kind: "pipeline",
    message: 'Cannot make "c": it needs "b", which was never made',
    place: "asset b",
    remedy: 'Run the job "early" first, or select "b" as well.',
  });
  const d = asset("d", { deps: { b, c } });
  assert.throws(() => plan([a, b, c, d], { selection: "d" }), { message: /needs "b", .* \(and 1 more inputs\)$/ });
});

Deno.test("planRun: an unknown job is refused with what was meant", () => {
  assert.throws(() => plan([a], { job: "al" }), {
    kind: "usage",
    message: 'Cannot run "al": there is no such job; did you mean "all"?',
  });
});

Deno.test("planRun: transient values that are needed are made again, and what they need", () => {
  const view = asset("view", { kind: passing, deps: { a } });
  const above = asset("above", { kind: passing, deps: { view } });
  const last = asset("last", { deps: { above } });
  const planned = plan([last, above, view, a], { selection: "last" }, knowledgeOf([made("a")]));
  assert.deepEqual(lines(planned), ['view: a="version of a"', "above: view=view", "last: above=above"]);
  assert.deepEqual(planned.steps[0]?.reason, { kind: "needed", by: "above" });
});

Deno.test("planRun: static partitions fan out and join", () => {
  const part = asset("part", { partitions: regions, deps: { a } });
  const next = asset("next", { partitions: regions, deps: { part } });
  const join = asset("join", { deps: { all: allPartitions(next) } });
  assert.deepEqual(lines(plan([a, part, next, join])), [
    "a: ",
    "part[north]: a=a",
    "part[south]: a=a",
    "next[north]: part=part[north]",
    "next[south]: part=part[south]",
    "join: all=next[north]+next[south]",
  ]);
});

Deno.test("planRun: chosen partitions are made, joins take the others as they were", () => {
  const part = asset("part", { partitions: regions });
  const join = asset("join", { deps: { all: allPartitions(part) } });
  const knowledge = knowledgeOf([made("part", "south")]);
  assert.deepEqual(lines(plan([part, join], { partitions: ["north"] }, knowledge)), [
    "part[north]: ",
    'join: all=part[north]+"version of part[south]"',
  ]);
  assert.throws(() => plan([part, join], { partitions: ["north"] }), {
    message: /needs "part\[south\]", which was never made/,
  });
});

Deno.test("planRun: a join of transient partitions needs all of them, whatever was chosen", () => {
  const part = asset("part", { partitions: regions, kind: passing });
  const next = asset("next", { partitions: regions, kind: passing, deps: { part } });
  const kept = asset("kept", { partitions: regions, deps: { next } });
  const join = asset("join", { deps: { all: allPartitions(next) } });
  const steps = plan([part, next, kept, join], { partitions: ["south"] }).steps.map(({ id }) => id);
  assert.deepEqual(
    steps,
    ["part[north]", "part[south]", "next[north]", "next[south]", "join", "kept[south]"].sort(byPlan(steps)),
  );
  assert.equal(steps.length, 6);
});

function byPlan(steps: readonly string[]) {
  return (x: string, y: string) => steps.indexOf(x) - steps.indexOf(y);
}

Deno.test("planRun: a key that no partitions have is refused with what was meant", () => {
  const part = asset("part", { partitions: regions });
  assert.throws(() => plan([part], { partitions: ["nroth"] }), {
    kind: "usage",
    message: 'Cannot choose partition "nroth": "region" has no such key; did you mean "north"?',
    remedy: "Keys are north, south.",
  });
  assert.throws(() => plan([a], { partitions: ["north"] }), {
    kind: "usage",
    message: /nothing that is selected has any/,
  });
});

Deno.test("planRun: a key limits only the partitions that have it", () => {
  const part = asset("part", { partitions: regions });
  const colour = asset("tint", { partitions: staticPartitions("colour", ["red"]) });
  assert.deepEqual(lines(plan([part, colour], { partitions: ["north"] })), ["part[north]: ", "tint[red]: "]);
});

const keys = asset("keys", { definesPartitions: [days] });
const daily = asset("daily", { partitions: days, deps: { keys } });
const total = asset("total", { deps: { all: allPartitions(daily) } });

Deno.test("planRun: steps of dynamic partitions follow when their keys are set", () => {
  const planned = plan([keys, daily, total]);
  assert.deepEqual(planned.steps.map(({ id }) => id), ["keys", "total"]);
  assert.deepEqual(planned.later, [{ asset: "daily", partitions: "day", definedBy: "keys", planned: true }]);
});

Deno.test("planRun: without the step that sets them, keys are those of the history", () => {
  const knowledge = knowledgeOf([made("keys")], { day: ["mon", "tue"] });
  const planned = plan([keys, daily, total], { selection: "daily+", partitions: ["tue"] }, {
    ...knowledge,
    latest: new Map([...knowledge.latest, ["daily", new Map([["mon", made("daily", "mon")]])]]),
  });
  assert.deepEqual(lines(planned), [
    'daily[tue]: keys="version of keys"',
    'total: all="version of daily[mon]"+daily[tue]',
  ]);
  assert.throws(() => plan([keys, daily, total], { selection: "daily" }, knowledgeOf([made("keys")])), {
    kind: "pipeline",
    message: 'Cannot plan the run: partitions "day" have no keys yet',
    remedy: 'Run the job "all" first, or select "keys" as well.',
  });
});

Deno.test("planRun: a join of stored partitions waits when their keys are set in this run", () => {
  const planned = plan([keys, daily, total], { selection: "keys, total" });
  assert.deepEqual(planned.later, [{ asset: "daily", partitions: "day", definedBy: "keys", planned: false }]);
  assert.deepEqual(planned.steps.map(({ id }) => id), ["keys", "total"]);
});

Deno.test("planRun: joins that leave out what is missing do not ask for it", () => {
  const part = asset("part", { partitions: regions });
  const join = asset("join", { deps: { all: allPartitions(part, { missing: "leave_out" }) } });
  const knowledge = knowledgeOf([made("part", "south")]);
  assert.deepEqual(lines(plan([part, join], { selection: "join" }, knowledge)), ['join: all="version of part[south]"']);
  assert.throws(() => plan([part, join], { selection: "join" }), { message: /which was never made/ });
});

Deno.test("describePlan: a line for each step, and one for each asset that follows", () => {
  const view = asset("view", { kind: passing });
  const fed = asset("fed", { deps: { view: assetNamed<number>("view") } });
  assert.deepEqual(describePlan(plan([keys, daily, view, fed], { selection: "keys, daily, fed" })), [
    "keys: make, as asked for",
    "view: make, needed by fed, as asked for",
    "fed: make, as asked for",
    "daily[…]: one step for each key of day, which keys sets",
  ]);
});
