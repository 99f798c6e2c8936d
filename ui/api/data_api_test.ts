import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import type { Hono } from "hono";
import { openSession } from "../../io/mod.ts";
import { createApp } from "../app.tsx";
import type { Backend } from "../backend.ts";
import { exampleBackend } from "../testing/backend.ts";
import { recordRun } from "../testing/example.ts";

const start = Date.UTC(2026, 10, 20, 2);
const hour = 3_600_000;
const hostile = `</title><script>alert(1)</script>`;
const steps = [
  { asset: "raw_orders", seconds: 4 },
  { asset: "customers", seconds: 1 },
  { asset: "clean_orders", seconds: 12 },
  { asset: "orders_by_region", partition: "north", seconds: 1 },
  { asset: "orders_by_region", partition: "south", seconds: 1 },
];
const failed = {
  ...{ severity: "warn", passed: false, message: hostile, figures: { rows: 2 }, samples: [{ order_id: 7 }] } as const,
  check: "amounts_positive",
};

async function withApp(work: (app: Hono, backend: Backend) => Promise<void>): Promise<void> {
  const data = await Deno.makeTempDir();
  try {
    const bare = await exampleBackend();
    const { settings } = bare;
    const backend: Backend = {
      ...bare,
      settings: {
        ...settings,
        paths: { ...settings.paths, data },
        engine: { ...settings.engine, temp_directory: join(data, "tmp") },
      },
    };
    const { history } = backend.ledger;
    await recordRun(history, { at: start, status: "success", steps, checks: [{ ...failed, passed: true }] });
    await recordRun(history, { at: start + hour, status: "success", steps, rows: 3, checks: [failed] });
    await writeFiles(backend, data);
    await work(createApp(backend, { checked: true }), backend);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

async function writeFiles({ ledger: { history } }: Backend, data: string): Promise<void> {
  await using session = await openSession();
  for (const asset of ["customers", "clean_orders", "orders_by_region"]) {
    for (const { path, rows } of await history.valuesOf(asset)) {
      const file = join(data, "assets", path);
      await Deno.mkdir(dirname(file), { recursive: true });
      const sql = `SELECT i AS order_id, i * ${rows}.5 AS amount FROM range(${rows}) t(i)`;
      await session.run(`COPY (${sql}) TO '${file}' (FORMAT parquet)`);
    }
  }
  await Deno.mkdir(join(data, "rejects"));
  await session.run(
    `COPY (SELECT 'orders.csv' AS source_file, i AS line, 'amount' AS "column", 'amount: number' AS rule,
       'a;' || i AS text, '${hostile}' AS message, 'r' AS run FROM range(1, 4) t(i))
     TO '${join(data, "rejects", "orders.parquet")}' (FORMAT parquet)`,
  );
}

// deno-lint-ignore no-explicit-any -- answers are checked against their schemas by the application
async function get(app: Hono, path: string, status = 200): Promise<any> {
  const response = await app.request(`/api/v1${path}`);
  const text = await response.text();
  assert.equal(response.status, status, `${path}: ${text}`);
  return JSON.parse(text);
}

Deno.test("listAssets: health, rows and checks of every asset; selections, words and health narrow the list", async () => {
  await withApp(async (app) => {
    const { items, counts } = await get(app, "/assets");
    const by = Object.fromEntries(items.map((asset: { name: string }) => [asset.name, asset]));
    assert.deepEqual([by.clean_orders.health, by.clean_orders.checks], [
      ...["warning", { defined: 1, passed: 0, warn: 1, error: 0 }],
    ]);
    assert.deepEqual([by.orders_by_region.health, by.orders_by_region.partitions], [
      ...["partial", { name: "region", keys: 3, built: 2 }],
    ]);
    assert.deepEqual([by.orders_by_region.rows, by.customers.health, by.raw_orders.health], [
      6,
      "healthy",
      "transient",
    ]);
    assert.deepEqual([by.summary.health, counts.never], ["never", 2]);
    assert.deepEqual(by.customers.lastRun.milliseconds, 1000);
    const names = async (query: string) =>
      (await get(app, `/assets?${query}`)).items.map((a: { name: string }) => a.name);
    assert.deepEqual(await names("health=partial"), ["orders_by_region"]);
    assert.deepEqual(await names(`selection=${encodeURIComponent("group:orders - raw_orders")}&text=orders`), [
      ...["clean_orders", "orders_by_region"],
    ]);
    assert.match((await get(app, "/assets?selection=group%3Anope", 400)).detail, /no asset is in group "nope"/);
  });
});

Deno.test("getAsset: definition, newest value and builds of an asset; names with a slash are encoded", async () => {
  await withApp(async (app) => {
    const { newest, builds, place, live } = await get(app, "/assets/clean_orders");
    assert.deepEqual([newest.rows, newest.table, newest.current, live], [3, true, true, false]);
    assert.deepEqual(
      builds.map(({ rows, milliseconds }: { rows: number; milliseconds: number }) => [rows, milliseconds]),
      [
        ...[[1000, 12_000], [3, 12_000]],
      ],
    );
    assert.match(place, /example\.ts:\d+:\d+$/);
    assert.equal((await get(app, "/assets/reports%2Fquarterly_letter")).asset.health, "never");
    await get(app, "/assets/nope", 404);
  });
});

Deno.test("explainAssetNow: the whole tree, or told short; the page tells it short until it is asked for all", async () => {
  await withApp(async (app) => {
    const sentences = (lines: readonly { readonly lines: never[] }[]): number =>
      lines.reduce((sum, line) => sum + 1 + sentences(line.lines), 0);
    const told = async (query: string) =>
      sentences((await get(app, `/assets/orders_by_region/why${query}`)).words.lines);
    const [whole, short] = [await told(""), await told("?lines=1")];
    assert.ok(short > 0 && short <= whole, `${short} of ${whole}`);
    await get(app, "/assets/orders_by_region/why?lines=0", 400);
    const page = async (query: string) => await (await app.request(`/assets/orders_by_region${query}`)).text();
    assert.match(await page(""), /href="[^"]*why=all#why">All reasons</);
    assert.match(await page("?why=all"), /#why">Shorter</);
  });
});

Deno.test("listPartitions, listValues: keys with their newest values, versions page by page", async () => {
  await withApp(async (app) => {
    const { items, counts, strip, matching } = await get(app, "/assets/orders_by_region/partitions");
    assert.deepEqual([counts, matching], [{ built: 2, missing: 1, failed: 0 }, 3]);
    assert.deepEqual(strip, ["built", "built", "missing"]);
    assert.deepEqual(items.map(({ key }: { key: string }) => key), ["north", "south", "east"]);
    assert.equal((await get(app, "/assets/orders_by_region/partitions?state=missing")).items.length, 1);
    const first = await get(app, "/assets/orders_by_region/values?partition=north&limit=1");
    const second = await get(app, `/assets/orders_by_region/values?partition=north&limit=1&cursor=${first.next}`);
    assert.deepEqual([first.items[0].rows, second.items[0].rows, second.next], [3, 1000, undefined]);
    assert.deepEqual([first.items[0].current, second.items[0].current], [true, false]);
  });
});

Deno.test("listRows, profileColumns: rows of an asset, all partitions or one, filtered and sorted", async () => {
  await withApp(async (app) => {
    const all = await get(app, "/assets/orders_by_region/rows?sort=order_id&descending=true&limit=2");
    assert.deepEqual([all.columns.map(({ name }: { name: string }) => name), all.total, all.next], [
      ...[["partition", "order_id", "amount"], 6, "2"],
    ]);
    assert.deepEqual(all.rows.map(([, id]: number[]) => id), [2, 2]);
    const one = await get(app, "/assets/orders_by_region/rows?partition=north&filter=order_id:ge:1&filter=amount:lt:5");
    assert.deepEqual([one.rows, one.matching, one.total], [[[1, "3.5"]], 1, 3]);
    const { items } = await get(app, "/assets/clean_orders/columns");
    assert.deepEqual([items[0].least, items[0].greatest, items[0].nulls], [0, 2, 0]);
    assert.match((await get(app, "/assets/clean_orders/rows?filter=x", 400)).detail, /it is not column:operator:value/);
    assert.match((await get(app, "/assets/clean_orders/rows?sort=nope", 400)).detail, /Cannot find the column/);
    await get(app, "/assets/summary/rows", 404);
  });
});

Deno.test("the data of an asset as a page: columns are hidden by the address, which filters and links keep", async () => {
  await withApp(async (app) => {
    const page = async (query: string) => await (await app.request(`/assets/clean_orders?tab=data${query}`)).text();
    assert.match(await page(""), /<span class="type">decimal/);
    const html = await page("&hide=amount&filter=order_id:ge:1");
    assert.doesNotMatch(html, /<span class="type">decimal/);
    assert.match(html, /Columns <span class="quiet">1 of 2<\/span>/);
    assert.match(html, /name="hide" value="amount" checked=""/);
    assert.match(html, /href="\/assets\/clean_orders\?tab=data&amp;sort=order_id[^"]*&amp;hide=amount"/);
  });
});

Deno.test("downloadRows, downloadValue: rows as CSV and files as they are stored", async () => {
  await withApp(async (app) => {
    const csv = await app.request("/api/v1/assets/clean_orders/download?format=csv&filter=order_id:eq:2");
    assert.equal(await csv.text(), "order_id,amount\n2,7.0\n");
    assert.match(csv.headers.get("content-disposition") ?? "", /^attachment; filename="clean_orders\.csv"$/);
    const stored = await app.request("/api/v1/assets/clean_orders/file");
    assert.equal(new TextDecoder().decode((await stored.bytes()).subarray(0, 4)), "PAR1");
    assert.equal((await app.request("/api/v1/assets/clean_orders/file?version=../../x")).status, 404);
  });
});

Deno.test("compareValues: schema, rows and metadata of two versions", async () => {
  await withApp(async (app) => {
    const { items: [after, before] } = await get(app, "/assets/clean_orders/values");
    const difference = await get(
      app,
      `/assets/clean_orders/difference?before=${before.version}&after=${after.version}`,
    );
    assert.deepEqual(difference.schema, []);
    assert.deepEqual(difference.metadata, [{ key: "rows in", before: 1012, after: 15 }]);
    const { keys, added, removed, changed, columns } = difference.rows;
    assert.deepEqual([keys, added, removed, changed, columns], [["order_id"], 0, 997, 2, [{
      name: "amount",
      rows: 2,
    }]]);
    await get(app, `/assets/customers/difference?before=${before.version}&after=${after.version}`, 404);
  });
});

Deno.test("listChecks: failing checks first, with what became of them run by run", async () => {
  await withApp(async (app) => {
    const { items: [check], counts } = await get(app, "/checks");
    assert.equal(check.owner, "analytics");
    assert.deepEqual([check.state, check.newest[0].samples, counts.warn], ["warn", [{ order_id: 7 }], 1]);
    assert.deepEqual(check.strip.map(({ passed, failed }: { passed: number; failed: number }) => [passed, failed]), [
      ...[[1, 0], [0, 1]],
    ]);
    assert.equal((await get(app, "/checks?state=passed")).items.length, 0);
    assert.equal((await get(app, "/assets/clean_orders/checks/amounts_positive")).items.length, 2);
  });
});

Deno.test("listRejects: counts by dataset, rows by file, rule and words, as a file", async () => {
  await withApp(async (app) => {
    const { items: [dataset] } = await get(app, "/rejects");
    assert.deepEqual([dataset.dataset, dataset.rows, dataset.known, dataset.rules], [
      ...["orders", 3, false, [{ rule: "amount: number", rows: 3 }]],
    ]);
    const page = await get(app, "/rejects/orders?limit=2");
    assert.deepEqual([page.items[0].line, page.items[0].message, page.matching, page.next], [1, hostile, 3, "2"]);
    assert.deepEqual((await get(app, "/rejects/orders?text=A%3B2")).items.map(({ line }: { line: number }) => line), [
      2,
    ]);
    const csv = await app.request("/api/v1/rejects/orders/download");
    assert.equal((await csv.text()).split("\n").length, 5);
    await get(app, "/rejects/..%2Fassets", 404);
  });
});

Deno.test("runQuery: assets and partitions are tables; only pages of its own may ask", async () => {
  await withApp(async (app) => {
    const { items, limits } = await get(app, "/sql/tables");
    assert.deepEqual(items.map(({ name }: { name: string }) => name), [
      "customers",
      "clean_orders",
      "orders_by_region",
    ]);
    assert.equal(limits.seconds, 30);
    const ask = (query: string, status = 200) => get(app, `/sql?${new URLSearchParams({ query })}`, status);
    assert.deepEqual((await ask("SELECT count(*) FROM orders_by_region WHERE partition = 'north'")).rows, [[3]]);
    assert.deepEqual((await ask('SELECT max(order_id) FROM "orders_by_region/south"')).rows, [[2]]);
    assert.match((await ask("COPY clean_orders TO '/tmp/x'", 400)).detail, /it does more than read/);
    assert.match((await ask("FROM '/etc/passwd'", 400)).detail, /does not exist/);
    const file = await app.request(`/api/v1/sql/download?${new URLSearchParams({ query: "SELECT 1 AS one" })}`);
    assert.equal(await file.text(), "one\n1\n");
    const foreign = { headers: { "sec-fetch-site": "cross-site" } };
    assert.equal((await app.request("/api/v1/sql?query=SELECT+1", foreign)).status, 403);
  });
});

Deno.test("materialize: a selection is queued and audited; viewers and bad selections are refused", async () => {
  await withApp(async (app, backend) => {
    const send = (app: Hono, body: unknown) =>
      app.request("/api/v1/assets/materialize", {
        ...{ method: "POST", headers: { "content-type": "application/json" } },
        body: JSON.stringify(body),
      });
    const queued = await send(app, { selection: "customers+", reuse: true });
    const { run, steps } = await queued.json();
    assert.equal(queued.status, 200);
    assert.ok(steps >= 3);
    assert.deepEqual((await backend.ledger.history.run(run))?.request, {
      ...{ selection: "customers+", reuse: true, by: "cli:someone" },
    });
    assert.equal((await send(app, { selection: "nope" })).status, 400);
    const readOnly = createApp({ ...backend, readOnly: true });
    assert.equal((await send(readOnly, { selection: "customers" })).status, 403);
  });
});

Deno.test("createApi: the documentation has every address of data", async () => {
  await withApp(async (app) => {
    const { paths } = await get(app, "/openapi.json");
    for (const path of ["/assets/{name}/rows", "/checks", "/rejects/{dataset}", "/sql", "/assets/materialize"]) {
      assert.ok(path in paths, path);
    }
  });
});
