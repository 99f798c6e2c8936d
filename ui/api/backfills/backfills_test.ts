import assert from "node:assert/strict";
import { createApp } from "../../app.tsx";
import { exampleBackend } from "../../testing/backend.ts";

const at = Date.UTC(2026, 10, 20, 2);
const nasty = '<img src=x onerror="alert(1)">';
const id = "b1";

/** A backfill of 250 keys; the first three have runs, of which that of `key 2` failed. */
async function filled() {
  const backend = await exampleBackend();
  const { coordination: { backfills }, history } = backend.ledger;
  const partitions = Array.from({ length: 250 }, (_, i) => `key ${i}`);
  const settings = {
    ...{ environment: "dev", partitions: "region", order: "forward", group: 1, reuse: false, priority: 0 } as const,
    ...{ tags: {}, details: {} },
  };
  await backfills.create(
    {
      ...{ id, job: "orders_job", selection: "orders_by_region", status: "running", concurrency: 5 },
      ...{ partitions, createdAt: at, settings },
    },
    { at, by: "cli:<ada>" },
  );
  const launch = (key: string, run: string) => ({
    partitions: [key],
    record: {
      ...{ id: run, job: "orders_job", environment: "dev", status: "queued" as const, tags: {} },
      ...{ request: { backfill: id }, createdAt: at },
    },
    entry: {
      ...{ run, priority: 0, pools: {}, onCrash: "fail" as const, attempts: 1 },
      origin: { kind: "backfill" as const, name: id },
    },
  });
  await backfills.launch(id, ["r0", "r1", "r2"].map((run, i) => launch(`key ${i}`, run)));
  const error = { name: "Problem", kind: "data" as const, message: nasty, causes: [], remedy: "Mend it" };
  await history.write("r2", {
    run: { status: "failure", startedAt: at, endedAt: at + 5_000, error: { ...error, message: "A step failed" } },
    steps: [{
      ...{ run: "r2", step: "orders_by_region[key 2]", asset: "orders_by_region", partition: "key 2" },
      ...{ status: "failed", attempt: 1, metadata: {}, error },
    }],
  });
  await backfills.settle(id, at + 6_000);
  const app = createApp(backend, { checked: true, timeZone: "UTC" });
  // deno-lint-ignore no-explicit-any -- answers as a script sees them
  const ask = async (path: string): Promise<any> => await (await app.request(`/api/v1/backfills${path}`)).json();
  return { app, ask };
}

Deno.test("GET /backfills: who made each, as the audit knows", async () => {
  const { ask } = await filled();
  assert.deepEqual((await ask("")).items.map(({ by }: { by: string }) => by), ["cli:<ada>"]);
  const { by, counts } = await ask(`/${id}`);
  assert.deepEqual([by, counts.failure, counts.queued, counts.waiting], ["cli:<ada>", 1, 2, 247]);
});

Deno.test("GET /backfills/{id}/keys: every key once, page by page; by state and text", async () => {
  const { ask } = await filled();
  const seen: string[] = [];
  for (let cursor: number | undefined = 0; cursor !== undefined;) {
    const page = await ask(`/${id}/keys?limit=60&cursor=${cursor}`) as {
      items: { partition: string }[];
      next?: number;
      total: number;
    };
    seen.push(...page.items.map(({ partition }) => partition));
    assert.equal(page.total, 250);
    cursor = page.next;
  }
  assert.deepEqual(seen, Array.from({ length: 250 }, (_, i) => `key ${i}`));
  const partitions = async (query: string) =>
    (await ask(`/${id}/keys?${query}`)).items.map(({ partition }: { partition: string }) => partition);
  assert.deepEqual(await partitions("state=queued"), ["key 0", "key 1"]);
  assert.deepEqual(await partitions("text=KEY%2024&state=waiting&limit=3"), ["key 24", "key 240", "key 241"]);
  assert.equal((await ask("/none/keys")).status, 404);
});

Deno.test("GET /backfills/{id}/keys: why a key failed, in the words of its step", async () => {
  const { ask } = await filled();
  const { items } = await ask(`/${id}/keys?state=failure`);
  assert.deepEqual(items, [{
    ...{ partition: "key 2", run: "r2", status: "failure", startedAt: at, milliseconds: 5_000 },
    error: { message: nasty, step: "orders_by_region[key 2]", remedy: "Mend it" },
  }]);
});

Deno.test("GET /backfills/{id}/steps: assets by keys, page by page", async () => {
  const { ask } = await filled();
  const { assets, items, next } = await ask(`/${id}/steps?limit=3`);
  assert.deepEqual(assets, ["orders_by_region"]);
  assert.deepEqual(items.map(({ steps }: { steps: unknown }) => steps), [[null], [null], ["failed"]]);
  assert.equal(next, 3);
  assert.equal((await ask(`/${id}/steps?cursor=248`)).next, undefined);
});

Deno.test("backfill pages: maker, causes and cells are there, and no words of theirs become markup", async () => {
  const { app } = await filled();
  const text = async (path: string) => await (await app.request(path)).text();
  for (const path of ["/backfills", `/backfills/${id}`, `/backfills/${id}?state=failure`]) {
    const page = await text(path);
    assert.match(page, /cli:&lt;ada&gt;/, path);
    assert.ok(!page.includes("<img src=x"), path);
  }
  assert.match(await text(`/backfills/${id}`), /100 of 250 keys/);
  assert.match(await text(`/backfills/${id}?cursor=200`), /50 of 250 keys/);
  assert.match(await text(`/backfills/${id}?state=failure`), /&lt;img src=x/);
  assert.match(await text(`/backfills/${id}?view=steps`), /orders_by_region: failed/);
});
