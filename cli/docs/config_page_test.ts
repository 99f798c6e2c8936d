import assert from "node:assert/strict";
import { settingsSchemaJson } from "../../pipeline/mod.ts";
import { configPage } from "./config_page.ts";

Deno.test("configPage: a row per key with what it takes, its default and its meaning", () => {
  const whole = { anyOf: [{ type: "integer", minimum: 1 }, { type: "string", pattern: "\\$\\{" }], default: 3 };
  const engine = { description: "How jobs run", properties: { threads: { ...whole, description: "At | once" } } };
  const lines = configPage({ properties: { engine } }).split("\n");
  assert.ok(lines.includes("## engine") && lines.includes("How jobs run."));
  assert.ok(lines.includes("| `engine.threads` | whole number from 1 | `3` | At \\| once |"));
});

Deno.test("configPage: each kind has keys of its own, and names that a person chooses stand for all", () => {
  const kind = (name: string, key: string) => ({ properties: { kind: { const: name }, [key]: { type: "string" } } });
  const readers = { additionalProperties: { oneOf: [kind("csv", "path"), kind("sqlite", "table")] } };
  const page = configPage({ properties: { readers } });
  assert.match(page, /^\| `readers\.<name> \(csv\)\.path` \| text \| {2}\| {2}\|$/m);
  assert.match(page, /^\| `readers\.<name> \(sqlite\)\.table` \|/m);
});

Deno.test("docs/configuration.md is up to date; deno task docs:config writes it anew", async () => {
  const words = (text: string) => text.replace(/\s*\|\s*/g, "|").replace(/-{2,}/g, "--").replace(/\s+/g, " ");
  const page = await Deno.readTextFile(new URL("../../docs/configuration.md", import.meta.url));
  assert.equal(words(page), words(configPage(await settingsSchemaJson())));
});
