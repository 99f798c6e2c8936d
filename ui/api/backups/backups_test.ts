import assert from "node:assert/strict";
import { createApp } from "../../app.tsx";
import { exampleBackend } from "../../testing/backend.ts";

const init = { method: "POST", headers: { "content-type": "application/json" } };

Deno.test("backups: one at a time, listed newest first, audited; the page says how one is put back", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const release = Promise.withResolvers<void>();
    const make = async ({ historyOnly }: { readonly historyOnly: boolean }) => {
      if (!historyOnly) await release.promise;
      const file = historyOnly ? "dev-2.tar" : "dev-1<b>.tar";
      await Deno.writeTextFile(`${folder}/${file}`, "x".repeat(5));
      await Deno.utime(`${folder}/${file}`, historyOnly ? 20 : 10, historyOnly ? 20 : 10);
      return { file, bytes: 5, runs: 2, values: 3 };
    };
    await Deno.writeTextFile(`${folder}/notes.txt`, "no backup");
    const backend = await exampleBackend({ backup: { folder, make } });
    const app = createApp(backend, { checked: true });
    const post = (body: unknown) => app.request("/api/v1/backups", { ...init, body: JSON.stringify(body) });
    const first = post({});
    const second = await post({ historyOnly: true });
    assert.equal(second.status, 409);
    release.resolve();
    assert.deepEqual(await (await first).json(), { file: "dev-1<b>.tar", bytes: 5, runs: 2, values: 3 });
    assert.equal((await post({ historyOnly: true })).status, 200);
    const { items, total } = await (await app.request("/api/v1/backups")).json();
    assert.deepEqual([items, total], [
      [{ file: "dev-2.tar", bytes: 5, time: 20_000 }, { file: "dev-1<b>.tar", bytes: 5, time: 10_000 }],
      2,
    ]);
    const audits = await backend.ledger.coordination.audits();
    assert.deepEqual(audits.map(({ action, target }) => [action, target]).toSorted(), [
      ["backup.make", "dev-1<b>.tar"],
      ["backup.make", "dev-2.tar"],
    ]);
    const html = await (await app.request("/settings")).text();
    assert.ok(html.includes("restore backups/dev-2.tar --env dev") && !html.includes("1<b>"));
    assert.ok(html.includes("Make a backup now"));
    const viewer = await (await createApp({ ...backend, readOnly: true }).request("/settings")).text();
    assert.ok(!viewer.includes("Make a backup now") && !viewer.includes(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("backups: where none are made from the pages, the command is told; a folder that is not there is empty", async () => {
  const backend = await exampleBackend();
  const app = createApp(backend, { checked: true });
  const refused = await app.request("/api/v1/backups", { ...init, body: "{}" });
  assert.deepEqual([refused.status, /clustering backup --env dev/.test((await refused.json()).remedy)], [400, true]);
  const make = () => Promise.reject(new Error("the disk is full"));
  const other = createApp({ ...backend, backup: { folder: "/nowhere/backups", make } }, { checked: true });
  assert.deepEqual((await (await other.request("/api/v1/backups")).json()).items, []);
  assert.equal((await other.request("/api/v1/backups", { ...init, body: "{}" })).status, 500);
});
