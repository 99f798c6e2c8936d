import assert from "node:assert/strict";
import { manualClock } from "../infra/clock.ts";
import { memoryHistory } from "../pipeline/engine/mod.ts";
import { createApp } from "./app.tsx";
import { exampleProject } from "./testing/example.ts";

const deps = {
  history: memoryHistory(),
  project: exampleProject(),
  environment: "dev",
  clock: manualClock(),
  version: "1.2.3",
};

Deno.test("createApp: /metrics answers what it is given, to this machine only", async () => {
  const app = createApp({ ...deps, metrics: () => Promise.resolve("runs 1\n") });
  const response = await app.request("http://127.0.0.1/metrics");
  assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  assert.equal(await response.text(), "runs 1\n");
  assert.equal((await app.request("http://evil.example/metrics")).status, 403);
  assert.equal((await createApp(deps).request("http://127.0.0.1/metrics")).status, 404);
});
