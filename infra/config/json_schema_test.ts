import assert from "node:assert/strict";
import { z } from "zod";
import { configSchemaJson } from "./json_schema.ts";

const reader = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("csv"), path: z.string(), delimiter: z.string().default(",") }),
  z.strictObject({ kind: z.literal("parquet"), path: z.string() }),
]);
const schema = z.strictObject({
  threads: z.int().min(1).describe("Threads to use"),
  level: z.enum(["debug", "info"]),
  data: z.string().meta({ title: "Data folder" }),
  readers: z.record(z.string(), reader),
  nested: z.strictObject({ needed: z.boolean(), given: z.boolean() }),
});
const defaults = {
  threads: 4,
  readers: { sales: { kind: "csv", path: "sales.csv" } },
  nested: { given: true },
};

Deno.test("configSchemaJson: keeps titles and descriptions, names defaults and needs only what has none", async () => {
  const json = await configSchemaJson(schema, { defaults, title: "Configuration" });
  assert.equal(json["$schema"], "https://json-schema.org/draft/2020-12/schema");
  assert.equal(json["title"], "Configuration");
  assert.equal(json["additionalProperties"], false);
  assert.deepEqual(json["required"], ["level", "data"]);
  const properties = json["properties"] as Record<string, Record<string, unknown>>;
  assert.equal(properties["threads"]?.["description"], "Threads to use");
  assert.equal(properties["threads"]?.["default"], 4);
  assert.equal(properties["data"]?.["title"], "Data folder");
  assert.deepEqual(properties["nested"]?.["required"], ["needed"]);
});

Deno.test("configSchemaJson: accepts files as people write them and refuses others", async () => {
  const json = await configSchemaJson(schema, { defaults });
  const file = z.fromJSONSchema(json as Parameters<typeof z.fromJSONSchema>[0]);
  const good = { level: "info", data: "d", nested: { needed: true } };
  for (
    const value of [
      good,
      { ...good, threads: "${env:THREADS,4}", level: "${env:LEVEL}", nested: { needed: "${env:N}" } },
      { ...good, readers: { sales: { path: "other.csv" }, more: { kind: "parquet", path: "x" } } },
    ]
  ) assert.ok(file.safeParse(value).success, JSON.stringify(value));
  for (
    const value of [
      {},
      { ...good, threads: "four" },
      { ...good, threads: 0 },
      { ...good, extra: 1 },
      { ...good, level: "loud" },
      { ...good, readers: { more: { path: "x" } } },
      { ...good, readers: { more: { kind: "cvs", path: "x" } } },
    ]
  ) assert.ok(!file.safeParse(value).success, JSON.stringify(value));
});
