import assert from "node:assert/strict";
import { askPages } from "./ask_pages.ts";

/** Asks a server that answers so. */
async function asked(answer: () => Response) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, answer);
  try {
    return await askPages(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

Deno.test("askPages: pages that answer stand well, with their environment", async () => {
  const health = await asked(() => Response.json({ status: "ok", version: "1.2.3", environment: "prod", time: 7 }));
  assert.deepEqual([health.state, health.environment, health.time], ["ok", "prod", 7]);
  assert.match(health.checks[0]!.detail, /version 1\.2\.3/);
});

Deno.test("askPages: an error, a page of something else and no answer are faults, not exceptions", async () => {
  assert.match((await asked(() => new Response("", { status: 503 }))).checks[0]!.detail, /answers 503$/);
  assert.equal((await asked(() => new Response("<html>"))).state, "failing");
  assert.equal((await asked(() => Response.json({ status: "no" }))).state, "failing");
  assert.equal((await asked(() => Response.json(null))).state, "failing");
  // Nobody serves there, whatever else runs on this machine.
  assert.match((await askPages("http://127.0.0.1:1")).checks[0]!.detail, /does not answer/);
});

Deno.test("askPages: what is no address is refused", async () => {
  for (const address of ["", "nonsense", "file:///etc/passwd", "http://", "127.0.0.1:3000"]) {
    await assert.rejects(askPages(address), { kind: "usage" });
  }
});
