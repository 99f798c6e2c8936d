import assert from "node:assert/strict";
import type { Hono } from "hono";
import { withFolder } from "../../../tests/helpers/workspace.ts";
import { openClusterNames } from "../../../pipeline/resources/cluster_names.ts";
import { createApp } from "../../app.tsx";
import type { Backend } from "../../backend.ts";
import { exampleBackend } from "../../testing/backend.ts";
import {
  clusterBackend,
  type ClusterFolder,
  hostileCategory,
  makeClusterFolder,
} from "../../../tests/helpers/cluster_project.ts";

const category = encodeURIComponent(hostileCategory);
const api = `/api/v1/clusters/internal/${category}`;

interface Model {
  readonly version: string;
  readonly k: number;
  readonly stores: number;
  readonly clusters: readonly {
    readonly cluster: number;
    readonly name: string | null;
    readonly automatic: string | null;
    readonly given: { readonly by: string; readonly at: number; readonly run: string } | null;
    readonly stores: number;
    readonly typical: readonly { readonly store: number }[];
  }[];
}

async function text(app: Hono, path: string): Promise<string> {
  const response = await app.request(path);
  const found = await response.text();
  assert.equal(response.status, 200, `${path}: ${found.slice(0, 300)}`);
  return found;
}

async function json<Body>(app: Hono, path: string): Promise<Body> {
  return JSON.parse(await text(app, path)) as Body;
}

async function send(app: Hono, method: string, path: string, body: unknown): Promise<Response> {
  return await app.request(path, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Runs a test on the pages of a project; it is made once for all of them, for it takes seconds. */
async function withPages(
  made: ClusterFolder,
  test: (app: Hono, backend: Backend) => Promise<void>,
  given: Partial<Backend> = {},
): Promise<void> {
  const backend = await clusterBackend(made, given);
  try {
    await test(createApp(backend, { checked: true, timeZone: "UTC" }), backend);
  } finally {
    await backend.ledger.history.close();
  }
}

Deno.test("cluster pages: without any run they say what to do", async () => {
  const app = createApp(await exampleBackend(), { checked: true });
  assert.match(await text(app, "/clusters"), /There are no clusters yet[\s\S]*run full_pipeline_job --env/);
  assert.match(await text(app, "/stores"), /No store has a cluster yet/);
  assert.match(await text(app, "/stores/map"), /No store has coordinates/);
  assert.match(await text(app, "/clusters/compare"), /There is nothing to compare yet/);
  assert.match(await text(app, "/clusters/downloads"), /There is nothing to download/);
  assert.equal((await app.request("/clusters/internal/NOTHING")).status, 400);
  assert.equal((await app.request("/stores/17")).status, 404);
  assert.equal((await app.request("/clusters/sideways/NOTHING")).status, 400);
});

Deno.test("cluster pages: what two runs of the pipeline made", async (t) => {
  await withFolder(async (folder) => {
    const made = await makeClusterFolder(folder);
    const [before, now] = made.runs;
    const step = (name: string, test: (app: Hono, backend: Backend) => Promise<void>, given?: Partial<Backend>) =>
      t.step(name, () => withPages(made, test, given));

    await step("every page answers, and text with markup stays text", async (app) => {
      const moved = `/clusters/compare?from=${before}&to=${now}`;
      const pages = [
        ...["/clusters", `/clusters?run=${before}`, `/clusters/internal/${category}`, "/clusters/external/default"],
        ...[`/clusters/merged/${category}`, moved, `${moved}&category=${category}`, "/stores", "/stores/map"],
        ...[`${moved}&layer=merged&category=${category}`, "/stores/map?layer=external", "/clusters/downloads"],
      ];
      for (const path of pages) {
        const html = await text(app, path);
        assert.doesNotMatch(html, /<img|\s(style|on\w+)="|<style|<script(?! type="module" src=)/i, path);
      }
      assert.match(await text(app, "/clusters"), /&lt;img src=x onerror=alert\(2\)&gt;/);
    });

    await step("a cluster says which stores are in it, and the lists agree", async (app) => {
      const model = await json<Model>(app, api);
      assert.equal(model.k, 3);
      assert.equal(model.clusters.reduce((sum, { stores }) => sum + stores, 0), model.stores);
      const points = await json<{ stores: number[]; labels: number[]; x: number[]; y: number[] }>(app, `${api}/points`);
      assert.equal(points.stores.length, model.stores);
      assert.ok([points.labels, points.x, points.y].every(({ length }) => length === model.stores));
      for (const { cluster, stores, typical } of model.clusters) {
        const own = points.stores.filter((_, row) => points.labels[row] === cluster);
        assert.equal(own.length, stores);
        assert.ok(typical.every(({ store }) => own.includes(store)));
        const listed: number[] = [];
        for (let cursor: string | undefined = "0"; cursor !== undefined;) {
          const page: { items: { store: number }[]; next?: string; total: number } = await json(
            app,
            `${api}/stores?cluster=${cluster}&limit=40&cursor=${cursor}`,
          );
          assert.equal(page.total, stores);
          listed.push(...page.items.map(({ store }) => store));
          cursor = page.next;
        }
        assert.deepEqual(listed, own);
      }
    });

    await step("stores are found by the begin of their number, also when one types on", async (app) => {
      const all =
        (await json<{ items: { store: number; categories: number }[] }>(app, "/api/v1/stores?limit=500")).items;
      const begin = String(all.at(-1)!.store).slice(0, 1);
      const wanted = all.filter(({ store }) => String(store).startsWith(begin)).slice(0, 4);
      for (const words of [begin, `store ${begin}`, `#${begin}`]) {
        const { items } = await json<{ items: { kind: string; title: string; detail: string }[] }>(
          app,
          `/api/v1/search?limit=4&text=${encodeURIComponent(words)}`,
        );
        assert.deepEqual(
          items.filter(({ kind }) => kind === "store").map(({ title, detail }) => [title, detail.split(",")[0]]),
          wanted.map(({ store, categories }) => [`Store ${store}`, `${categories} clusters`]),
        );
      }
    });

    await step("charts come as drawings and as options of the same names", async (app) => {
      const names = async (path: string) =>
        (await json<{ items: { name: string }[] }>(app, path)).items.map(({ name }) => name);
      assert.deepEqual(await names(`${api}/figures`), await names(`${api}/drawings`));
      const html = await text(app, `/clusters/internal/${category}`);
      for (const island of ["chart", "scatter", "cluster_name"]) assert.ok(html.includes(`data-island="${island}"`));
    });

    await step(
      "a name is given, refused twice, audited, and stays with the stores in the other run",
      async (app, backend) => {
        const model = await json<Model>(app, api);
        const [first, second] = model.clusters;
        const address = `${api}/names/${first!.cluster}`;
        const name = `<b onclick=alert(2)>Family "stores"`;
        assert.equal((await send(app, "PUT", address, { name })).status, 200);
        assert.equal((await send(app, "PUT", `${api}/names/${second!.cluster}`, { name })).status, 400);
        assert.equal((await send(app, "PUT", `${api}/names/99`, { name: "x" })).status, 404);
        for (const bad of ["", "  ", "a\nb", "x".repeat(81), "\u202eabc"]) {
          assert.equal((await send(app, "PUT", address, { name: bad })).status, 400, JSON.stringify(bad));
        }
        const named = (await json<Model>(app, api)).clusters.find(({ cluster }) => cluster === first!.cluster)!;
        assert.deepEqual([named.name, named.automatic, named.given?.by], [name, first!.automatic, "cli:someone"]);
        assert.doesNotMatch(await text(app, `/clusters/internal/${category}`), /<b /);
        const [audit] = await backend.ledger.coordination.audits({ limit: 1 });
        assert.deepEqual(
          [audit?.actor, audit?.action, audit?.target, audit?.details["to"]],
          ["cli:someone", "cluster.name", `internal/${hostileCategory}/${first!.cluster}`, name],
        );
        // The earlier run had more clusters: the name is that of the one with most of the named stores.
        const labels = async (run: string) => {
          const points = await json<{ stores: number[]; labels: number[] }>(app, `${api}/points?run=${run}`);
          return new Map(points.stores.map((store, row) => [store, points.labels[row]!]));
        };
        const [old, fresh] = [await labels(before), await labels(now)];
        const counts = new Map<number, number>();
        for (const [store, label] of fresh) {
          if (label === first!.cluster) counts.set(old.get(store)!, (counts.get(old.get(store)!) ?? 0) + 1);
        }
        const largest = [...counts].sort((a, b) => b[1] - a[1])[0]![0];
        const earlier = await json<Model>(app, `${api}?run=${before}`);
        assert.deepEqual(earlier.clusters.filter(({ given }) => given !== null).map(({ cluster }) => cluster), [
          largest,
        ]);
        const reported = openClusterNames(backend.settings);
        assert.deepEqual([...await reported.names("internal", hostileCategory)], [[first!.cluster, name]]);
        await reported.close();
        assert.match(await text(app, `/clusters/merged/${category}`), /&lt;b onclick=alert\(2\)&gt;Family/);
        const store = [...fresh].find(([, label]) => label === first!.cluster)![0];
        assert.ok((await text(app, `/stores/${store}`)).includes("&lt;b onclick=alert(2)&gt;Family"));
        assert.equal((await send(app, "DELETE", address, {})).status, 200);
        assert.ok((await json<Model>(app, api)).clusters.every(({ given }) => given === null));
      },
    );

    await step("two runs: stores that moved are those whose cluster does not continue", async (app) => {
      interface Movement {
        readonly common: number;
        readonly moved: number;
        readonly adjustedRand: number;
        readonly before: readonly string[];
        readonly now: readonly string[];
        readonly matrix: readonly (readonly number[])[];
        readonly continued: readonly { readonly from: string; readonly to: string; readonly stores: number }[];
        readonly total: number;
        readonly items: readonly { readonly store: number }[];
      }
      const path = `/api/v1/cluster-movements/${category}`;
      const found = await json<Movement>(app, `${path}?from=${before}&to=${now}&limit=500`);
      const all = found.matrix.flat().reduce((sum, stores) => sum + stores, 0);
      assert.equal(all, found.common);
      assert.equal(found.moved, all - found.continued.reduce((sum, { stores }) => sum + stores, 0));
      assert.equal(found.total, found.items.length);
      assert.equal(found.total, found.moved);
      assert.ok(found.adjustedRand > 0 && found.adjustedRand < 1);
      const same = await json<Movement>(app, `${path}?from=${now}&to=${now}`);
      assert.deepEqual([same.moved, same.adjustedRand, same.total], [0, 1, 0]);
      assert.equal((await app.request(`${path}?from=nope&to=${now}`)).status, 400);
    });

    await step("a store: its clusters in every category, why, and in the earlier run", async (app) => {
      const { items } = await json<{ items: { store: number }[] }>(app, "/api/v1/stores?search=20&limit=2");
      assert.ok(items.every(({ store }) => String(store).startsWith("20")));
      const store = items[0]!.store;
      const html = await text(app, `/stores/${store}`);
      for (const part of ["Why cluster", "Nearest stores", "In earlier runs"]) assert.ok(html.includes(part), part);
      const profile = await json<
        { features: { value: number; clusterMean: number }[]; nearest: { distance: number }[] }
      >(
        app,
        `/api/v1/stores/${store}/profile?side=internal&category=${category}`,
      );
      const sums = [0, 1].map((i) => profile.features.reduce((sum, one) => sum + (i ? one.clusterMean : one.value), 0));
      // Features are shares of one category in percent.
      for (const sum of sums) assert.ok(Math.abs(sum - 100) < 1e-6);
      const distances = profile.nearest.map(({ distance }) => distance);
      assert.deepEqual(distances, [...distances].sort((a, b) => a - b));
      const { items: history } = await json<{ items: { run: string }[] }>(app, `/api/v1/stores/${store}/history`);
      assert.deepEqual(history.map(({ run }) => run), [now, before]);
    });

    await step("downloads: the report and tables, and nothing outside the run's folder", async (app) => {
      const files = await json<{ reports: { name: string }[]; tables: { version: string; rows: number }[] }>(
        app,
        `/api/v1/downloads/${now}`,
      );
      const base = `/api/v1/downloads/${now}`;
      assert.ok(files.reports.some(({ name }) => name === "index.html"));
      const report = await app.request(`${base}/reports/index.html`);
      assert.match(report.headers.get("content-disposition") ?? "", /^attachment/);
      assert.match(await report.text(), /^<!DOCTYPE html>/i);
      const { version, rows } = files.tables[0]!;
      const csv = await text(app, `${base}/tables/${version}?format=csv`);
      assert.equal(csv.trim().split("\n").length, rows + 1);
      const parquet = await app.request(`${base}/tables/${version}?format=parquet`);
      assert.equal(new TextDecoder().decode((await parquet.bytes()).slice(0, 4)), "PAR1");
      await Deno.writeTextFile(`${folder}/secret.txt`, "secret");
      await Deno.symlink(`${folder}/secret.txt`, `${folder}/data/merging/reports/${now}/link.txt`);
      for (
        const name of [
          "..%2f..%2fhistory%2fhistory.sqlite",
          "..",
          "link.txt",
          "%2e%2e",
          "nope.xlsx",
          "..%5cx",
          ".hidden",
        ]
      ) {
        assert.equal((await app.request(`${base}/reports/${name}`)).status, 404, name);
      }
      assert.equal((await app.request(`/api/v1/downloads/..%2f..%2f/reports/index.html`)).status, 404);
      assert.equal((await app.request(`${base}/tables/nope`)).status, 404);
      await Deno.remove(`${folder}/data/merging/reports/${now}/link.txt`);
      assert.deepEqual(
        await Array.fromAsync(Deno.readDir(`${folder}/data/merging`), ({ name }) => name).then((names) =>
          names.includes("reports")
        ),
        true,
      );
    });

    await step("who may only look gives no names", async (app) => {
      assert.equal((await send(app, "PUT", `${api}/names/0`, { name: "x" })).status, 403);
      assert.equal((await send(app, "DELETE", `${api}/names/0`, {})).status, 403);
      assert.doesNotMatch(await text(app, `/clusters/internal/${category}`), /cluster_name/);
    }, { readOnly: true });

    await step("a value whose file is gone is said to be gone", async (app) => {
      await Deno.remove(`${folder}/data/assets/internal_calculate_cluster_metrics`, { recursive: true });
      const response = await app.request(api);
      assert.equal(response.status, 422);
      assert.match(await response.text(), /is gone/);
    });
  });
});
