import assert from "node:assert/strict";
import { settingsSchemaJson } from "../../../pipeline/mod.ts";
import { describeKey, isNode } from "../../api/settings/describe_key.ts";
import { createApp } from "../../app.tsx";
import { exampleBackend } from "../../testing/backend.ts";

const hostile = `<img src=x onerror=alert(2)>"'&amp;`;

interface Answered {
  readonly items: readonly {
    readonly path: string;
    readonly origin: string;
    readonly secret: boolean;
    readonly about?: string;
  }[];
  readonly total: number;
  readonly limits: readonly unknown[];
  readonly retention: readonly { readonly name: string; readonly days: number | null }[];
}

async function site() {
  const bare = await exampleBackend();
  const [first, ...others] = bare.configuration;
  const hidden = {
    path: "alerts.channels.ops.url",
    value: "[redacted]",
    origin: "env SLACK_URL",
    place: `${hostile}:3:4`,
  };
  const changed = { ...first!, value: hostile, origin: `/projects/${hostile}/dev.yaml:3` };
  const limits = { total: 4, jobs: { orders_job: 1 }, tags: { "team=a": 2 }, pools: { [hostile]: 3 } };
  const backend = { ...bare, configuration: [changed, ...others, hidden], limits };
  const app = createApp(backend, { checked: true });
  const text = async (path: string) => {
    const response = await app.request(path);
    assert.equal(response.status, 200, path);
    return await response.text();
  };
  return { text, read: async (path: string): Promise<Answered> => JSON.parse(await text(`/api/v1/settings${path}`)) };
}

Deno.test("settings: every value with its origin and what it means; secrets are told as masked", async () => {
  const { read } = await site();
  const { items, total, limits, retention } = await read("");
  assert.equal(items.length, total);
  const by = (path: string) => items.find((one) => one.path === path)!;
  assert.match(by("engine.memory_limit").about ?? "", /^Memory that DuckDB uses/);
  assert.match(by("engine.memory_limit").origin, /config\/dev\.yaml:\d+$/);
  assert.equal(by("engine.reuse").origin, "default");
  assert.deepEqual([by("alerts.channels.ops.url").secret, by("engine.reuse").secret], [true, false]);
  assert.deepEqual(limits.slice(0, 3), [
    { kind: "all", limit: 4 },
    { kind: "job", name: "orders_job", limit: 1 },
    { kind: "tag", name: "team=a", limit: 2 },
  ]);
  assert.ok(retention.some(({ name }) => name === "runs.failure"));
});

Deno.test("settings: filters by text and by what was set stand in the address", async () => {
  const { read, text } = await site();
  const found = await read("?text=memory&changed=true");
  assert.deepEqual(found.items.map(({ path }) => path), ["engine.memory_limit"]);
  assert.ok((await read("?changed=true")).items.every(({ origin }) => origin !== "default"));
  assert.match(await text("/settings?text=nothing-at-all"), /No value is like that/);
  const html = await text("/settings?text=memory&changed=true");
  assert.match(html, /value="memory"/);
  assert.match(html, /checked/);
});

Deno.test("settings: stored text stays text; the page asks for nothing inline", async () => {
  const { text } = await site();
  const html = await text("/settings");
  assert.doesNotMatch(html, /<img|\s(style|on\w+)="/i);
  assert.ok(html.includes("masked"));
});

Deno.test("describeKey: words of the schema, through names that are free and kinds that differ", async () => {
  const schema = await settingsSchemaJson();
  assert.ok(isNode(schema));
  assert.equal(describeKey(schema, "alerts.channels.any.to"), "Recipients");
  assert.equal(describeKey(schema, "paths.raw"), "Input files");
  assert.equal(describeKey(schema, "none.at.all"), undefined);
  const { text } = await site();
  assert.deepEqual(JSON.parse(await text("/api/v1/settings/schema")), schema);
});
