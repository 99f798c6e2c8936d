import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { buildIslands } from "./build_islands.ts";

Deno.test("buildIslands: the files under static/js are those of the sources; deno task build:islands makes them", async () => {
  const built = await buildIslands();
  const folder = new URL("./static/js/", import.meta.url);
  const there = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assert.deepEqual(there, built.map(({ name }) => name).sort());
  for (const { name, text } of built) assert.equal(Deno.readTextFileSync(new URL(name, folder)), text, name);
});

Deno.test("buildIslands: what the first page loads stays small", async () => {
  const main = (await buildIslands()).find(({ name }) => name === "main.js");
  assert.ok(gzipSync(main?.text ?? "").length < 60_000);
});
