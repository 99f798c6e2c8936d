import assert from "node:assert/strict";
import { createApp } from "../app.tsx";
import { exampleBackend } from "../testing/backend.ts";
import { exampleRunId, recordRun } from "../testing/example.ts";
import { ApiProblem, createClient, getRun, launchJob, listRuns } from "./mod.ts";

const start = Date.UTC(2026, 10, 20, 2);

Deno.test("createClient: calls endpoints, sends the token, throws what the API refuses with", async () => {
  const backend = await exampleBackend();
  await recordRun(backend.ledger.history, {
    at: start,
    status: "success",
    steps: [{ asset: "customers", seconds: 2 }],
  });
  const app = createApp(backend, { checked: true });
  const sent: (string | null)[] = [];
  const client = createClient({
    url: "http://localhost/",
    token: "secret",
    fetch: async (url, init) => {
      sent.push(new Headers(init.headers).get("authorization"));
      const { authorization: _, ...headers } = Object.fromEntries(new Headers(init.headers));
      return await app.request(url, { ...init, headers });
    },
  });
  const { items } = await client.call(listRuns, { query: { status: "success" } });
  assert.deepEqual(items.map(({ id }) => id), [exampleRunId(start)]);
  const { run } = await client.call(launchJob, { params: { name: "orders_job" }, body: { tags: { why: "test" } } });
  const { run: queued } = await client.call(getRun, { params: { id: run } });
  assert.deepEqual([queued.status, queued.tags["why"]], ["queued", "test"]);
  await assert.rejects(client.call(getRun, { params: { id: "nope" } }), (error) => {
    assert.ok(error instanceof ApiProblem);
    assert.equal(error.details.status, 404);
    return true;
  });
  assert.deepEqual(new Set(sent), new Set(["Bearer secret"]));
});

Deno.test("client: every endpoint that the server mounts can be called by its name", async () => {
  const paths = (await Array.fromAsync(Deno.readDir(new URL("../api/", import.meta.url))))
    .filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  const own = await import("./mod.ts");
  const known = new Set<unknown>(Object.values(own));
  for (const name of paths) {
    const endpoints: Record<string, unknown> = await import(`../api/${name}/endpoints.ts`).catch(() => ({}));
    for (const [exported, value] of Object.entries(endpoints)) {
      assert.ok(typeof value !== "object" || known.has(value), `${exported} of ui/api/${name} is not exported`);
    }
  }
  assert.ok(paths.length > 15);
});
