import assert from "node:assert/strict";
import { type Asset } from "./asset.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Materialization } from "./history.ts";
import { planRun } from "./plan.ts";
import type { Knowledge, RunRequest } from "./plan_types.ts";
import { asset, knowledgeOf, made, passing, projectOf } from "./testing/kit.ts";

const a = asset("a");
const b = asset("b", { deps: { a } });
const c = asset("c", { deps: { b } });
const chain = [a, b, c];

/** What a run of today would have recorded. */
function current(assets: readonly Asset[]): Materialization[] {
  const project = projectOf(assets);
  return [...project.assets.values()].map((it) => {
    const inputs = Object.entries(it.deps).map(([name, dep]) => ({
      name,
      asset: (dep as Asset).name,
      version: `hash of ${(dep as Asset).name}`,
    }));
    const now = fingerprint(project, { asset: it, partition: undefined, inputs, observed: undefined });
    const recorded = inputs.map(({ name: _, ...input }) => input);
    return made(it.name, undefined, { fingerprint: now, codeVersion: it.codeVersion, inputs: recorded });
  });
}

function forecasts(assets: readonly Asset[], knowledge: Knowledge, request: Partial<RunRequest> = { reuse: true }) {
  const plan = planRun(projectOf(assets), { job: "all", environment: "test", ...request }, knowledge);
  return [...plan.forecasts].map(([id, { action, because }]) => `${id}: ${action}, ${because}`);
}

Deno.test("planRun with reuse: what did not change is taken", () => {
  assert.deepEqual(forecasts(chain, knowledgeOf(current(chain))), [
    "a: reuse, nothing changed since it was made",
    "b: reuse, nothing changed since it was made",
    "c: reuse, nothing changed since it was made",
  ]);
});

Deno.test("planRun with reuse: changed code is made, and what follows depends on how it comes out", () => {
  const changed = asset("b", { deps: { a }, compute: () => 2 });
  const last = asset("c", { deps: { b: changed } });
  assert.deepEqual(forecasts([a, changed, last], knowledgeOf(current(chain))), [
    "a: reuse, nothing changed since it was made",
    "b: make, its code changed",
    "c: open, it depends on whether its inputs come out the same",
  ]);
});

Deno.test("planRun with reuse: what was never made is made, another input is told", () => {
  const [first, second] = current(chain);
  assert.deepEqual(forecasts(chain, knowledgeOf([{ ...first!, hash: "other" }, second!])), [
    "a: reuse, nothing changed since it was made",
    'b: make, its input "a" changed',
    "c: make, it was never made",
  ]);
});

Deno.test("planRun with reuse: what reads outside is decided when it is reached", () => {
  const outside = asset("a", { observe: () => "x" });
  assert.deepEqual(forecasts([outside], knowledgeOf(current([outside]))), [
    "a: open, it depends on what is found outside",
  ]);
});

Deno.test("planRun with reuse: a transient value between does not hide that nothing changed", () => {
  const view = asset("b", { kind: passing, deps: { a } });
  const last = asset("c", { deps: { view } });
  const project = projectOf([a, view, last]);
  const [first] = current([a]);
  const viewVersion = fingerprint(project, {
    asset: view,
    partition: undefined,
    inputs: [{ name: "a", asset: "a", version: "hash of a" }],
    observed: undefined,
  });
  const inputs = [{ asset: "b", version: viewVersion }];
  const now = fingerprint(project, {
    asset: last,
    partition: undefined,
    inputs: [{ name: "view", ...inputs[0]! }],
    observed: undefined,
  });
  const stored = made("c", undefined, { fingerprint: now, codeVersion: last.codeVersion, inputs });
  assert.deepEqual(forecasts([a, view, last], knowledgeOf([first!, stored])), [
    "a: reuse, nothing changed since it was made",
    "b: open, it is made when a step reads it",
    "c: reuse, nothing changed since it was made",
  ]);
});

Deno.test("planRun from a failure: what that run finished is taken, the rest is made", () => {
  const knowledge = { ...knowledgeOf([]), finished: new Map([["a", made("a")]]) };
  assert.deepEqual(forecasts(chain, knowledge, { fromFailure: "r1" }), [
    "a: reuse, run r1 finished it",
    "b: make, it was not finished",
    "c: make, it was not finished",
  ]);
});
