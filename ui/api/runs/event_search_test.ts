import assert from "node:assert/strict";
import { createApp } from "../../app.tsx";
import { exampleBackend } from "../../testing/backend.ts";
import { exampleRunId, recordRun } from "../../testing/example.ts";
import type { EventAnswer } from "./schemas.ts";

const start = Date.UTC(2026, 10, 20, 2);
const id = exampleRunId(start);

/** A run whose events 6 to 35 say `line 1` to `line 30`, every tenth as a warning. */
async function logged() {
  const backend = await exampleBackend();
  const log = Array.from({ length: 30 }, (_, i) => ({
    ...{ kind: "log" as const, level: (i + 1) % 10 === 0 ? "warning" : "info", fields: {}, time: start },
    message: `line ${i + 1} of <b>file_${(i + 1) % 7}</b>`,
  }));
  const steps = [{ asset: "customers", seconds: 1 }];
  await recordRun(backend.ledger.history, { at: start, status: "success", steps, log });
  const app = createApp(backend, { checked: true });
  const ask = async (query: string) => {
    const response = await app.request(`/api/v1/runs/${id}/events?${query}`);
    return { status: response.status, body: await response.json() };
  };
  return { app, ask };
}

const lineOf = ({ text }: EventAnswer) => Number(/^line (\d+)/.exec(text)?.[1]);

Deno.test("GET events: by a regular expression, with places of what was found", async () => {
  const { ask } = await logged();
  const { body } = await ask(`regex=true&text=${encodeURIComponent("^LINE \\d of .*file_[12]")}`);
  assert.deepEqual(body.items.map(lineOf), [1, 2, 8, 9]);
  assert.deepEqual(body.items[0].spans, [[0, "line 1 of <b>file_1".length]]);
  const { body: plain } = await ask("text=E%201%20");
  assert.deepEqual(plain.items.map((item: EventAnswer) => [lineOf(item), item.spans]), [[1, [[3, 7]]]]);
});

Deno.test("GET events: a bad expression is refused with its fault, a cruel one is answered", async () => {
  const { ask } = await logged();
  const { status, body } = await ask("regex=true&text=(");
  assert.deepEqual([status, body.place], [400, "text"]);
  assert.match(body.detail, /missing \)/);
  const { status: fine, body: none } = await ask(`regex=true&text=${encodeURIComponent("^(([a-z ]+)*\\d*)*#$")}`);
  assert.deepEqual([fine, none.items], [200, []]);
});

Deno.test("GET events: lines around a hit, each once, over the ends of pages", async () => {
  const { ask } = await logged();
  const { body } = await ask("level=warning&context=2");
  const around = [8, 9, 10, 11, 12, 18, 19, 20, 21, 22, 28, 29, 30];
  assert.deepEqual(body.items.map(lineOf), around);
  assert.deepEqual(body.items.filter(({ hit }: EventAnswer) => hit !== false).map(lineOf), [10, 20, 30]);
  const all: EventAnswer[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const page = (await ask(`level=warning&context=6&limit=3&after=${after}`)).body as {
      items: EventAnswer[];
      next?: number;
    };
    all.push(...page.items);
    after = page.next;
  }
  assert.deepEqual(all.map(lineOf), Array.from({ length: 27 }, (_, i) => i + 4));
});

Deno.test("GET log.txt: every event in a line, with causes of errors", async () => {
  const backend = await exampleBackend();
  const error = { name: "Problem", kind: "data", message: "Cannot read", causes: ["first\nsecond"], remedy: "Mend it" };
  await recordRun(backend.ledger.history, {
    at: start,
    status: "failure",
    steps: [{ asset: "customers", seconds: 1 }],
    error,
  });
  const response = await createApp(backend).request(`/api/v1/runs/${id}/log.txt`);
  const text = await response.text();
  assert.match(response.headers.get("content-disposition") ?? "", /filename="run-.*\.log"/);
  assert.match(
    text,
    /^2026-11-20T02:00:01\.000Z error {3}\[customers\] Failed after .*: Cannot read\n {4}because: first\n {4}second\n {4}What to do: Mend it$/m,
  );
});
