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
