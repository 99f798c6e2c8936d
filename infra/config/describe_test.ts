import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { mapEnvironment } from "../env.ts";
import { describeConfig, maskSecrets } from "./describe.ts";
import { loadConfig, originAt } from "./load.ts";
import { formatOrigin } from "./node.ts";

const schema = z.strictObject({
  data: z.string(),
  threads: z.int(),
  list: z.array(z.string()),
  db: z.strictObject({ url: z.string(), password: z.string().nullable(), pool: z.int().default(5) }),
  hook: z.string().meta({ secret: true }).optional(),
  readers: z.record(z.string(), z.strictObject({ path: z.string() })),
});

Deno.test("describeConfig: every value has its origin, and secrets are masked wherever they appear", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "dev.yaml");
    await Deno.writeTextFile(
      file,
      "data: data\nlist: [a, x-canary-x]\ndb:\n  url: postgres://u:${env:PG_PASSWORD}@h\n  password: ${env:PG_PASSWORD}\nhook: https://h/1\n",
    );
    const config = await loadConfig({
      schema,
      files: [file],
      defaults: { threads: 4, readers: {} },
      overrides: ["threads=8", "readers.a\\.b.path=${data}"],
      environment: mapEnvironment({ PG_PASSWORD: "canary" }),
    });
    assert.deepEqual(describeConfig(config), [
      { path: "data", value: "data", origin: `${file}:1`, place: `${file}:1:7` },
      { path: "threads", value: 8, origin: "--set", place: "--set threads" },
      { path: "list", value: ["a", "x-[redacted]-x"], origin: `${file}:2`, place: `${file}:2:7` },
      { path: "db.url", value: "postgres://u:[redacted]@h", origin: "env PG_PASSWORD", place: `${file}:4:8` },
      { path: "db.password", value: "[redacted]", origin: "env PG_PASSWORD", place: `${file}:5:13` },
      { path: "db.pool", value: 5, origin: "default", place: "default" },
      { path: "hook", value: "[redacted]", origin: `${file}:6`, place: `${file}:6:7` },
      { path: "readers.a\\.b.path", value: "data", origin: "--set", place: "--set readers.a\\.b.path" },
    ]);
    assert.ok(!JSON.stringify(maskSecrets(config)).includes("canary"));
    const [url] = describeConfig(config, { placeOfVariable: () => ".env:2" }).filter(({ path }) => path === "db.url");
    assert.equal(url?.place, `${file}:4:8, .env:2`);
    assert.equal(formatOrigin(originAt(config, ["list", 1])), `${file}:2:11`);
    assert.equal(formatOrigin(originAt(config, ["db", "pool"])), "default");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("describeConfig: an unset secret shows that it is unset, and an empty map that it is there", async () => {
  const config = await loadConfig({
    schema,
    files: [],
    defaults: { data: "d", threads: 1, list: [], db: { url: "u", password: null }, readers: {} },
    environment: mapEnvironment({}),
  });
  const values = Object.fromEntries(describeConfig(config).map(({ path, value }) => [path, value]));
  assert.deepEqual(values, {
    data: "d",
    threads: 1,
    list: [],
    "db.url": "u",
    "db.password": null,
    "db.pool": 5,
    readers: {},
  });
});

Deno.test("describeConfig: a map that is named like a secret shows what in it is none", async () => {
  const channels = z.strictObject({
    webhook: z.strictObject({ kind: z.string(), token: z.string(), seconds: z.int() }),
  });
  const defaults = { webhook: { kind: "webhook", token: "canary-token", seconds: 10 } };
  const config = await loadConfig({ schema: channels, files: [], defaults, environment: mapEnvironment({}) });
  assert.deepEqual(config.secrets, ["canary-token"]);
  assert.deepEqual(maskSecrets(config), { webhook: { kind: "webhook", token: "[redacted]", seconds: 10 } });
});
