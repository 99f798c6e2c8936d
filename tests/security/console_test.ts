import assert from "node:assert/strict";
import { createApp } from "../../ui/app.tsx";
import type { Backend } from "../../ui/backend.ts";
import { proofOf, securitySite, type Who } from "./site.ts";

const empty = { columns: [], rows: [], more: false };

Deno.test("console: who has too many queries is refused, and others still have their turn", async () => {
  await using site = await securitySite();
  const asked: string[] = [];
  const held = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const execute: Backend["execute"] = async ({ sql }) => {
    asked.push(sql);
    if (sql.startsWith("SELECT 'slow'")) {
      started.resolve();
      await held.promise;
    }
    return empty;
  };
  const app = createApp({ ...site.backend, execute });
  const ask = (who: Who, sql: string) =>
    app.request(`http://shop.example/api/v1/sql?query=${encodeURIComponent(sql)}`, { headers: proofOf(who, "token") });
  const slow = Array.from({ length: 4 }, () => ask("viewer", "SELECT 'slow'"));
  await started.promise;
  const refused = await Promise.race([ask("viewer", "SELECT 'slow'"), ...slow]);
  assert.equal(refused.status, 429);
  assert.match((await refused.json()).remedy, /Wait until one has ended/);
  assert.equal((await ask("operator", "SELECT 1")).status, 200);
  assert.deepEqual(asked, ["SELECT 'slow'", "SELECT 1"]);
  held.resolve();
  for (const response of await Promise.all(slow)) assert.equal(response.status, 200);
  assert.equal((await ask("viewer", "SELECT 2")).status, 200);
});

Deno.test("console: another site's page makes no query run, and neither does one that is too long or wants too much", async () => {
  await using site = await securitySite();
  const asked: string[] = [];
  const execute: Backend["execute"] = ({ sql }) => {
    asked.push(sql);
    return Promise.resolve(empty);
  };
  const app = createApp({ ...site.backend, execute });
  const ask = async (path: string, headers: Readonly<Record<string, string>> = {}) =>
    (await app.request(`http://shop.example/api/v1/sql${path}`, {
      headers: { ...proofOf("viewer", "session"), ...headers },
    })).status;
  for (const path of ["?query=SELECT+1", "/download?query=SELECT+1"]) {
    for (const from of ["cross-site", "same-site"]) assert.equal(await ask(path, { "sec-fetch-site": from }), 403);
  }
  assert.equal(await ask(`?query=${encodeURIComponent(`SELECT '${"x".repeat(20_000)}'`)}`), 400);
  assert.equal(await ask("?query=SELECT+1&limit=5001"), 400);
  for (
    const sql of ["FROM read_text('/etc/hostname')", "FROM '/etc/hostname'", "FROM raw_orders", "SELECT 1; SELECT 2"]
  ) {
    assert.equal(await ask(`?query=${encodeURIComponent(sql)}`), 400, sql);
    assert.equal(await ask(`/download?query=${encodeURIComponent(sql)}`), 400, sql);
  }
  assert.deepEqual(asked, []);
  assert.equal(await ask("?query=SELECT+1", { "sec-fetch-site": "same-origin" }), 200);
  assert.deepEqual(asked, ["SELECT 1"]);
});
