import assert from "node:assert/strict";
import { createApp } from "../../app.tsx";
import type { Backend } from "../../backend.ts";
import { overridesYaml } from "../../islands/override_yaml.ts";
import { exampleBackend } from "../../testing/backend.ts";
import { exampleRunId, recordRun } from "../../testing/example.ts";
import { overrideTexts, parseOverrideText } from "./override_text.ts";

const start = Date.UTC(2026, 10, 20, 2);
const steps = [{ asset: "raw_orders", seconds: 4 }, { asset: "customers", seconds: 1 }, {
  asset: "clean_orders",
  seconds: 5,
}];

// deno-lint-ignore no-explicit-any -- answers as a script sees them
async function ask(backend: Backend, path: string, body?: unknown): Promise<any> {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const headers = { "content-type": "application/json" };
  return await (await createApp(backend, { checked: true }).request(`/api/v1/jobs/${path}`, { headers, ...init }))
    .json();
}

const planOf = (backend: Backend, query: Readonly<Record<string, string>>) =>
  ask(backend, `orders_job/plan?${new URLSearchParams(query)}`);

Deno.test("parseOverrideText: nested maps become paths with the lines they stand in", () => {
  const { values, problems } = parseOverrideText('a:\n  b: 7\n  "c.d": x y\nlist: [1, two]\nnothing:\n');
  assert.deepEqual(problems, []);
  assert.deepEqual(overrideTexts(values), ["a.b=7", 'a.c\\.d="x y"', 'list=[1,"two"]', "nothing=null"]);
  assert.deepEqual(values.map(({ line }) => line), [2, 3, 4, 5]);
  assert.deepEqual(parseOverrideText("").values, []);
  assert.equal(parseOverrideText("just text").problems[0]?.line, 1);
  assert.equal(parseOverrideText("a: 1\nb: [1\nc: 2").problems.length > 0, true);
  assert.equal(parseOverrideText("a: 1\na: 2").problems[0]?.line, 2);
});

Deno.test("overridesYaml: what a form writes is read as the same settings", () => {
  const overrides = [
    { path: "a.b", json: "7" },
    { path: "a.c\\.d", json: '"x: #y"' },
    { path: "flag", json: '"true"' },
    { path: "a.e", json: '"plain_word"' },
    { path: "list", json: '["1", 2, null]' },
  ];
  const { values, problems } = parseOverrideText(overridesYaml(overrides));
  assert.deepEqual(problems, []);
  const sorted = (pairs: readonly (readonly [string, unknown])[]) => Object.fromEntries(pairs);
  assert.deepEqual(
    sorted(values.map(({ path, text }) => [path, JSON.parse(text)])),
    sorted(overrides.map(({ path, json }) => [path, JSON.parse(json)])),
  );
});

Deno.test("GET /jobs/{name}/plan: steps, what they would do, and how long that takes by the last run", async () => {
  const backend = await exampleBackend();
  await recordRun(backend.ledger.history, { at: start, status: "success", steps });
  const { plan, problems, command } = await planOf(backend, {});
  assert.deepEqual(problems, []);
  const clean = plan.steps.find((step: { step: string }) => step.step === "clean_orders");
  assert.deepEqual([clean.action, clean.usual], ["make", 5_000]);
  assert.equal(plan.expected, 10_000);
  assert.equal(command, "clustering run orders_job --env dev");
  const narrow = await planOf(backend, { selection: "customers" });
  assert.deepEqual(narrow.plan.steps.map(({ step }: { step: string }) => step), ["customers"]);
  assert.match(narrow.command, /--select customers/);
});

Deno.test("GET /jobs/{name}/plan: what is wrong is told by line, with what is accepted", async () => {
  const backend = await exampleBackend();
  const overrides = "job_params:\n  max_clusters: 3\n  norm_method: zzz\nno_such: 1\n";
  const { problems, plan } = await planOf(backend, { overrides });
  assert.equal(plan, undefined);
  assert.deepEqual(problems.map(({ line }: { line: number }) => line).sort(), [3, 4]);
  assert.match(JSON.stringify(problems), /zscore/);
  assert.equal((await planOf(backend, { selection: "nope nope" })).problems.length, 1);
  assert.equal((await planOf(backend, { overrides: "a: [" })).problems[0].line >= 1, true);
});

Deno.test("POST /jobs/{name}/runs: queues with overrides, keys, labels and priority; refuses what the plan refuses", async () => {
  const backend = await exampleBackend();
  await recordRun(backend.ledger.history, { at: start, status: "success", steps });
  const { run } = await ask(backend, "orders_job/runs", {
    overrides: "job_params:\n  max_clusters: 3\n",
    partitions: ["north"],
    tags: { why: "trial" },
    priority: 7,
    reuse: true,
  });
  const record = await backend.ledger.history.run(run);
  assert.deepEqual(record?.request["overrides"], ["job_params.max_clusters=3"]);
  assert.deepEqual(record?.request["partitions"], ["north"]);
  assert.deepEqual([record?.tags["why"], record?.tags["team"]], ["trial", "analytics"]);
  assert.equal((await backend.ledger.coordination.queue.item(run))?.entry.priority, 7);
  assert.equal((await backend.ledger.coordination.audits())[0]?.action, "run.launch");
  const begin = (await ask(backend, `orders_job/launchpad?from=${run}`)).begin;
  assert.deepEqual(begin, {
    overrides: "job_params:\n  max_clusters: 3\n",
    partitions: ["north"],
    tags: { why: "trial" },
  });
  const refused = await ask(backend, "orders_job/runs", { overrides: "job_params:\n  max_clusters: many\n" });
  assert.deepEqual([refused.status, refused.place], [400, "overrides:2:3"]);
  assert.equal((await ask(backend, "nope/runs", {})).status, 404);
  assert.equal((await ask({ ...backend, readOnly: true }, "orders_job/runs", {})).status, 403);
});

Deno.test("GET /jobs/{name}/launchpad: settings with their kinds, bounds and what holds now", async () => {
  const backend = await exampleBackend();
  const { fields, partitions, attended } = await ask(backend, "orders_job/launchpad");
  const field = (path: string) => fields.find((field: { path: string }) => field.path === path);
  assert.deepEqual(
    [field("job_params.norm_method").kind, field("job_params.norm_method").value],
    ["choice", "robust"],
  );
  assert.deepEqual([field("job_params.min_clusters").kind, field("job_params.min_clusters").minimum], ["integer", 1]);
  assert.equal(field("job_params.normalize").kind, "boolean");
  assert.deepEqual(partitions, [{ name: "region", keys: [] }]);
  assert.equal(attended, false);
});

Deno.test("launch page: a run's request fills the form; a read-only reader cannot launch", async () => {
  const backend = await exampleBackend();
  await recordRun(backend.ledger.history, { at: start, status: "success", steps });
  const page = async (given: Backend) =>
    await (await createApp(given).request(`/jobs/orders_job/launch?from=${exampleRunId(start)}`)).text();
  assert.match(await page(backend), /data-launch/);
  assert.doesNotMatch(await page({ ...backend, readOnly: true }), /<button[^>]*data-launch/);
  assert.match(await page(backend), /No worker or daemon is there/);
});
