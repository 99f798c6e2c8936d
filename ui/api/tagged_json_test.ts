import assert from "node:assert/strict";
import { createApp } from "../app.tsx";
import { exampleBackend } from "../testing/backend.ts";
import { taggedJson } from "./tagged_json.ts";

Deno.test("taggedJson: who names the tag of the content gets an empty 304, anyone else the content", async () => {
  const first = taggedJson({ a: 1 }, undefined);
  const tag = first.headers.get("etag")!;
  assert.match(tag, /^W\/"[\w-]+"$/);
  assert.deepEqual(await first.json(), { a: 1 });
  for (const known of [tag, tag.slice(2), `"other", ${tag}`, "*"]) {
    const again = taggedJson({ a: 1 }, known);
    assert.deepEqual([again.status, await again.text(), again.headers.get("etag")], [304, "", tag], known);
  }
  for (const known of ['"other"', "", tag.slice(3, -1)]) assert.equal(taggedJson({ a: 1 }, known).status, 200, known);
  assert.notEqual(taggedJson({ a: 2 }, undefined).headers.get("etag"), tag);
});

Deno.test("createApp: a list that did not change is answered with 304, one that changed or is refused is not", async () => {
  const app = createApp(await exampleBackend(), { checked: true });
  const ask = (path: string, tag = "") =>
    app.request(`http://localhost/api/v1${path}`, { headers: tag === "" ? {} : { "if-none-match": tag } });
  const tag = (await ask("/runs")).headers.get("etag")!;
  assert.equal((await ask("/runs", tag)).status, 304);
  const launched = await app.request("http://localhost/api/v1/jobs/orders_job/runs", {
    method: "POST",
    headers: { "content-type": "application/json", origin: "http://localhost" },
    body: "{}",
  });
  assert.equal(launched.status, 200, await launched.text());
  assert.equal(launched.headers.get("etag"), null);
  const changed = await ask("/runs", tag);
  assert.equal(changed.status, 200);
  assert.notEqual(changed.headers.get("etag"), tag);
  assert.equal((await ask("/runs/nope", "*")).status, 404);
});
