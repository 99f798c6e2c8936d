import assert from "node:assert/strict";
import { createApp } from "./app.tsx";
import { exampleBackend } from "./testing/backend.ts";

Deno.test("createApp: /metrics answers what it is given, to this machine only", async () => {
  const backend = await exampleBackend();
  const app = createApp(backend, { metrics: () => Promise.resolve("runs 1\n") });
  const response = await app.request("http://127.0.0.1/metrics");
  assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  assert.equal(await response.text(), "runs 1\n");
  assert.equal((await app.request("http://evil.example/metrics")).status, 403);
  assert.equal((await createApp(backend).request("http://127.0.0.1/metrics")).status, 404);
});
