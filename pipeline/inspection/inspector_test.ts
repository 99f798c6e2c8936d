import assert from "node:assert/strict";
import { openSession } from "../../io/mod.ts";
import { withInspection } from "./testing.ts";
import type { ColumnFilter } from "./types.ts";

const stores = `SELECT * FROM (VALUES (1, 'north', 10.5, DATE '2026-01-02'), (2, 'south', NULL, DATE '2026-01-01'),
  (3, 'north', 'nan'::DOUBLE, NULL)) AS t(store, region, sales, opened)`;

Deno.test("Inspector.preview: rows with types, in order, page by page, cells as JSON has them", async () => {
  await withInspection(async ({ inspector, write }) => {
    const file = await write("a.parquet", stores);
    const all = await inspector.preview([file], {});
    assert.deepEqual(all.columns.map(({ name, type }) => `${name} ${type}`), [
      ...["store INTEGER", "region VARCHAR", "sales DOUBLE", "opened DATE"],
    ]);
    assert.deepEqual(all.rows, [
      [1, "north", 10.5, "2026-01-02"],
      [2, "south", null, "2026-01-01"],
      [3, "north", "NaN", null],
    ]);
    const part = await inspector.preview([file], {
      ...{ sort: { column: "opened", descending: false }, limit: 1, offset: 1 },
      filters: [{ column: "region", operator: "contains", value: "RTH" }],
    });
    assert.deepEqual([part.rows, part.total, part.matching], [[[3, "north", "NaN", null]], 3, 2]);
  });
});

Deno.test("Inspector.preview: every comparison keeps the rows that meet it", async () => {
  await withInspection(async ({ inspector, write }) => {
    const file = await write("a.parquet", stores);
    const kept = async (column: string, operator: ColumnFilter["operator"], value = "") =>
      (await inspector.preview([file], { filters: [{ column, operator, value }] })).rows.map(([store]) => store);
    assert.deepEqual(await kept("store", "eq", "2"), [2]);
    assert.deepEqual(await kept("store", "ne", "2"), [1, 3]);
    assert.deepEqual(await kept("store", "lt", "2"), [1]);
    assert.deepEqual(await kept("store", "le", "2"), [1, 2]);
    assert.deepEqual(await kept("opened", "gt", "2026-01-01"), [1]);
    assert.deepEqual(await kept("opened", "ge", "2026-01-01"), [1, 2]);
    assert.deepEqual(await kept("opened", "empty"), [3]);
    assert.deepEqual(await kept("sales", "filled"), [1, 3]);
    assert.deepEqual(await kept("region", "eq", "' OR 1 = 1 --"), []);
    await assert.rejects(kept("store", "eq", "x"), /Cannot compare the column "store" with "x": it is not a number/);
    await assert.rejects(kept("opened", "lt", "x"), /it is not a date/);
    await assert.rejects(kept("stor", "eq", "1"), /Cannot find the column "stor": there is none; did you mean "store"/);
    await assert.rejects(kept('store" OR 1=1 --', "eq", "1"), /there is none/);
  });
});

Deno.test("Inspector.preview: partitions are one table with their keys, also where their columns differ", async () => {
  await withInspection(async ({ inspector, write }) => {
    const files = [
      { ...await write("n.parquet", "SELECT 1 AS id, 2 AS a"), partition: "it's north" },
      { ...await write("s.parquet", "SELECT 3 AS id, 4 AS b"), partition: "south" },
    ];
    const { columns, rows } = await inspector.preview(files, { sort: { column: "id", descending: true } });
    assert.deepEqual(columns.map(({ name }) => name), ["partition", "id", "a", "b"]);
    assert.deepEqual(rows, [["south", 3, null, 4], ["it's north", 1, 2, null]]);
  });
});

Deno.test("Inspector.profile: shares without value, ranges, histograms and frequent values", async () => {
  await withInspection(async ({ inspector, write }) => {
    const file = await write(
      "a.parquet",
      `SELECT i::DOUBLE AS number, CASE WHEN i % 4 = 0 THEN NULL WHEN i < 30 THEN 'low' ELSE 'high' END AS word,
         7 AS same, CASE WHEN i = 1 THEN 'inf'::DOUBLE ELSE i END AS odd FROM range(48) t(i)`,
    );
    const { columns: [number, word, same, odd], total } = await inspector.profile([file], {});
    assert.equal(total, 4);
    assert.deepEqual([number?.least, number?.greatest, number?.mean, number?.nulls], [0, 47, 23.5, 0]);
    assert.equal(number?.histogram?.length, 24);
    assert.ok(number?.histogram?.every((rows) => rows === 2));
    assert.deepEqual([word?.nulls, word?.distinct, word?.estimated], [0.25, 2, false]);
    assert.deepEqual([number?.distinct, odd?.distinct, same?.distinct], [48, 48, 1]);
    assert.deepEqual(word?.frequent, [{ value: "low", rows: 22 }, { value: "high", rows: 14 }]);
    assert.deepEqual([same?.histogram, same?.frequent], [undefined, undefined]);
    assert.equal(odd?.histogram?.reduce((a, b) => a + b), 47);
    const many = await write("many.parquet", "SELECT i % 4000 AS id FROM range(4000) t(i)");
    const [id] = (await inspector.profile([many], {})).columns;
    assert.ok(id?.estimated && id.distinct > 3000 && id.distinct <= 4000, `${id?.distinct}`);
    const second = await inspector.profile([file], { offset: 1, limit: 1 });
    assert.deepEqual(second.columns.map(({ name }) => name), ["word"]);
  });
});

Deno.test("Inspector.difference: rows added, removed and changed by a key that is found or given", async () => {
  await withInspection(async ({ inspector, write }) => {
    const before =
      (await write("a.parquet", "SELECT * FROM (VALUES (1, 5, 'x'), (2, 5, 'y'), (3, 6, 'z')) t(id, n, w)"))
        .path;
    const after = (await write(
      "b.parquet",
      "SELECT * FROM (VALUES (2, 5, 'Y'), (3, 7, NULL), (4, 5, 'x'), (5, 1, 'q')) t(id, n, w)",
    )).path;
    const found = await inspector.difference({ before, after }, []);
    assert.deepEqual(found.keys, ["id"]);
    const { added, removed, changed } = found;
    assert.deepEqual({ before: found.before, after: found.after, added, removed, changed }, {
      ...{ before: 3, after: 4, added: 2, removed: 1, changed: 2 },
    });
    assert.deepEqual(found.columns, [{ name: "w", rows: 2 }, { name: "n", rows: 1 }]);
    assert.deepEqual(found.samples, [
      { key: ["2"], column: "w", before: "y", after: "Y" },
      { key: ["3"], column: "w", before: "z", after: null },
      { key: ["3"], column: "n", before: "6", after: "7" },
    ]);
    await assert.rejects(inspector.difference({ before, after }, ["nope"]), /Cannot find the column "nope"/);
  });
});

Deno.test("Inspector.difference: rows that nothing names are compared as a whole", async () => {
  await withInspection(async ({ inspector, write }) => {
    const before = (await write("a.parquet", "SELECT * FROM (VALUES (1.5::DOUBLE), (1.5), (2.5)) t(x)")).path;
    const after = (await write("b.parquet", "SELECT * FROM (VALUES (1.5::DOUBLE), (3.5)) t(x)")).path;
    const { keys, added, removed } = await inspector.difference({ before, after }, []);
    assert.deepEqual([keys, added, removed], [[], 1, 2]);
  });
});

Deno.test("Inspector.download: chosen rows as CSV and Parquet, and nothing is left behind", async () => {
  await withInspection(async ({ inspector, write, assets }) => {
    const files = [await write("a.parquet", stores)];
    const choice = { filters: [{ column: "region", operator: "eq", value: "north" } as const] };
    const csv = await inspector.download({ kind: "rows", files, choice }, "csv");
    const text = await new Response(csv.stream).text();
    assert.equal(text, "store,region,sales,opened\n1,north,10.5,2026-01-02\n3,north,nan,\n");
    assert.equal(csv.bytes, text.length);
    const parquet = await inspector.download({ kind: "rows", files, choice }, "parquet");
    await Deno.writeFile(`${assets}/copy.parquet`, parquet.stream);
    await using session = await openSession();
    const rows = await session.rows<{ store: number }>(`SELECT store FROM '${assets}/copy.parquet'`);
    assert.deepEqual(rows.map(({ store }) => store), [1, 3]);
    const given = await inspector.download({ kind: "rows", files, choice: {} }, "csv");
    await given.stream.cancel();
  });
});
