import assert from "node:assert/strict";
import type { ManualClock } from "../../infra/clock.ts";
import { createApp } from "../app.tsx";
import { serve } from "../server.ts";
import { exampleBackend } from "../testing/backend.ts";
import { recordRun } from "../testing/example.ts";
import { Hub } from "./hub.ts";

const start = Date.UTC(2026, 10, 20, 2);
const steps = [{ asset: "raw_orders", seconds: 4 }, { asset: "customers", seconds: 1 }];

const idsIn = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

/** What comes until `end` is in it. */
async function readUntil(response: Response, end: RegExp): Promise<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!end.test(text)) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += value;
  }
  await reader.cancel();
  return text;
}

Deno.test("stream of a run: all events of one that ended, then `end`; who has them all is told not to come again", async () => {
  const backend = await exampleBackend();
  const id = await recordRun(backend.ledger.history, { at: start, status: "success", steps });
  const app = createApp(backend, { checked: true });
  const response = await app.request(`/api/v1/runs/${id}/stream`);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  assert.equal(response.headers.get("cache-control"), "no-store");
  const text = await response.text();
  const last = await backend.ledger.history.lastSequence(id);
  assert.deepEqual(idsIn(text), Array.from({ length: last }, (_, i) => i + 1));
  assert.match(text, /^retry: 1000\n\n/);
  assert.match(text, /event: end\ndata: /);
  const resumed = await app.request(`/api/v1/runs/${id}/stream`, { headers: { "last-event-id": "3" } });
  assert.equal(idsIn(await resumed.text())[0], 4);
  const done = await app.request(`/api/v1/runs/${id}/stream`, { headers: { "last-event-id": `${last}` } });
  assert.deepEqual([done.status, await done.text()], [204, ""]);
  assert.equal((await app.request("/api/v1/runs/nope/stream")).status, 404);
});

Deno.test("stream of a run: a comment shows in the silence that the connection lives", async () => {
  const backend = await exampleBackend();
  const id = await recordRun(backend.ledger.history, { at: start, status: "running", steps });
  const app = createApp(backend);
  const response = await app.request(`/api/v1/runs/${id}/stream`);
  const reading = readUntil(response, /: still here\n\n/);
  for (let i = 0; i < 40; i++) await backend.clock.advance(1_000);
  assert.match(await reading, /: still here/);
});

Deno.test("stream of everything: a change at once, another when something ran, none for who knows the state", async () => {
  const backend = await exampleBackend();
  const app = createApp(backend, { checked: true });
  const first = readUntil(await app.request("/api/v1/stream"), /event: change\ndata: .*\n\n/);
  const mark = /^id: (.+)$/m.exec(await passing(backend, first))?.[1];
  assert.ok(mark !== undefined);
  const response = await app.request("/api/v1/stream", { headers: { "last-event-id": mark } });
  const second = readUntil(response, /event: change\ndata: .*\n\n/);
  await backend.clock.advance(5_000);
  await recordRun(backend.ledger.history, { at: start, status: "success", steps });
  const changed = await passing(backend, second);
  assert.equal([...changed.matchAll(/event: change/g)].length, 1);
  assert.notEqual(/^id: (.+)$/m.exec(changed)?.[1], mark);
});

/** What comes while seconds pass, as many as it takes. */
async function passing<T>({ clock }: { readonly clock: ManualClock }, coming: Promise<T>): Promise<T> {
  let isThere = false;
  const end = () => isThere = true;
  coming.then(end, end);
  while (!isThere) {
    await clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return await coming;
}

Deno.test("Hub: one feed for each watched run, forgotten when nobody watches", async () => {
  const backend = await exampleBackend();
  const hub = new Hub(backend);
  const feed = hub.run("a");
  const watching = feed.watch();
  hub.run("b");
  assert.equal(hub.run("a"), feed);
  assert.deepEqual(hub.watched, ["a"]);
  watching[Symbol.dispose]();
  assert.deepEqual(hub.watched, []);
});

Deno.test("serve: streams end when the server does, without an error for their readers", async () => {
  const backend = await exampleBackend();
  const id = await recordRun(backend.ledger.history, { at: start, status: "running", steps });
  const controller = new AbortController();
  let finished: Promise<void> = Promise.resolve();
  const url = await new Promise<string>((resolve) => {
    finished = serve(createApp(backend), { port: 0, signal: controller.signal, onListen: resolve });
  });
  const responses = await Promise.all([`runs/${id}/stream`, "stream"].map((path) => fetch(`${url}api/v1/${path}`)));
  controller.abort();
  for (const response of responses) assert.match(await response.text(), /^retry: 1000/);
  await finished;
});
