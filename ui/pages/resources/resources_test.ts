import assert from "node:assert/strict";
import { defineAsset, defineProject, defineResource, record, resourceKey } from "../../../pipeline/engine/mod.ts";
import { createApp } from "../../app.tsx";
import { exampleBackend } from "../../testing/backend.ts";
import { recordRun } from "../../testing/example.ts";

const database = resourceKey<string>("database");
const files = resourceKey<string>("files");
const group = "g";
const kind = record({ parse: (input: unknown) => input });
const compute = () => null;

/** Two resources, one of which needs the other, and three assets of which two use them. */
function project() {
  return defineProject({
    assets: [
      defineAsset({ name: "one", group, description: "One.", kind, resources: { database }, compute }),
      defineAsset({ name: "two", group, description: "Two.", kind, resources: { files }, compute }),
      defineAsset({ name: "three", group, description: "Three.", kind, compute }),
    ],
    jobs: [],
    resources: [
      defineResource({ key: database, description: "<b>Tables</b>", settings: ["engine", "history"], open: () => "" }),
      defineResource({ key: files, needs: { database }, settings: ["paths.raw"], fingerprint: "f", open: () => "" }),
    ],
  });
}

Deno.test("resources: settings with secrets masked, who uses them also through others, and the newest step", async () => {
  const bare = await exampleBackend({ project: project() });
  const place = { origin: "a.yaml:3", place: "a.yaml:3:1" };
  const configuration = [
    { path: "engine.threads", value: 2, ...place },
    { path: "history.url", value: "[redacted]", ...place },
    { path: "history_of_others", value: "no", ...place },
    { path: "paths.raw", value: "<i>raw</i>", ...place },
  ];
  const backend = { ...bare, configuration };
  const { ledger: { history }, clock } = backend;
  await recordRun(history, { at: clock.now() - 9_000, status: "success", steps: [{ asset: "one", seconds: 1 }] });
  const error = { name: "Problem", kind: "data" as const, message: "<img src=x>", causes: [] };
  const failed = await recordRun(history, {
    ...{ at: clock.now() - 5_000, status: "failure", error },
    steps: [{ asset: "two", seconds: 1 }],
  });
  const app = createApp(backend, { checked: true });
  const { items: [first, second] } = await (await app.request("/api/v1/resources")).json();
  const paths = (some: readonly { readonly path: string }[]) => some.map(({ path }) => path);
  assert.deepEqual(paths(first.settings), ["engine.threads", "history.url"]);
  assert.deepEqual(first.settings.map(({ secret }: { secret: boolean }) => secret), [false, true]);
  assert.deepEqual([first.assets, first.resources, first.needs], [["one", "two"], ["files"], []]);
  assert.deepEqual([second.assets, second.needs, second.fingerprint], [["two"], ["database"], true]);
  assert.deepEqual([first.last.run, second.last.run, second.last.message], [failed, failed, "<img src=x>"]);
  assert.ok(["failing", "warning"].includes(second.state), "the newest step that used it failed");
  const html = await (await app.request("/resources")).text();
  assert.doesNotMatch(html, /<img|<b>Tables|<i>raw/);
  assert.ok(html.includes("its users are made again") && html.includes("masked"));
});

Deno.test("resources: where nothing is opened the page says so", async () => {
  const html = await (await createApp(await exampleBackend(), { checked: true }).request("/resources")).text();
  assert.ok(html.includes("Nothing is opened"));
});
