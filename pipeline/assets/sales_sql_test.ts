import assert from "node:assert/strict";
import { openSession, type Session } from "../../io/duckdb/mod.ts";
import {
  labelTypesSql,
  needStateSalesSql,
  needStatesOfSql,
  needStatesSql,
  needStateTotalsSql,
  sharesSql,
  splitEvenlySql,
  storeTotalsSql,
  wideSharesSql,
  withNeedStatesSql,
} from "./sales_sql.ts";

/** Runs the whole chain on literal rows: sales as (SKU, store, category, sales), map as (item, need state). */
async function withShares(sales: string, map: string, check: (session: Session) => Promise<void>): Promise<void> {
  await using session = await openSession({});
  await session.run(`CREATE TABLE sales AS FROM (VALUES ${sales}) AS t(SKU_NBR, STORE_NBR, CAT_DSC, TOTAL_SALES)`);
  await session.run(`CREATE TABLE read AS FROM (VALUES ${map}) AS t(PRODUCT_ID, NEED_STATE)`);
  await session.run(`CREATE TABLE map AS ${needStatesSql("read")}`);
  const types = { category: "category_label", needState: "need_state_label" };
  await session.run(labelTypesSql("sales", "map", types));
  await session.run(`CREATE VIEW joined AS ${withNeedStatesSql("sales", "map", types)}`);
  await session.run(`CREATE VIEW shared AS ${splitEvenlySql("joined")}`);
  await session.run(`CREATE TABLE sums AS ${needStateSalesSql("shared")}`);
  await session.run(`CREATE TABLE totals_of_stores AS ${storeTotalsSql("sums")}`);
  await session.run(`CREATE TABLE shares AS ${sharesSql("sums", "totals_of_stores")}`);
  await check(session);
}

Deno.test("sharesSql: an item's sales are split evenly over its need states", () =>
  withShares(
    "(1, 1, 'X', 90.0), (2, 1, 'X', 10.0)",
    "(1, 'a'), (1, 'b'), (1, 'c'), (2, 'a')",
    async (session) => {
      assert.deepEqual(await session.rows("SELECT NEED_STATE AS n, SALES AS s, SHARE AS p FROM shares"), [
        { n: "A", s: 40, p: 0.4 },
        { n: "B", s: 30, p: 0.3 },
        { n: "C", s: 30, p: 0.3 },
      ]);
    },
  ));

Deno.test("sharesSql: written to a file, each category's rows are found by the smallest and largest name of a part", () =>
  withShares("(1, 1, 'X', 90.0), (1, 1, 'Y', 10.0)", "(1, 'a')", async (session) => {
    const file = await Deno.makeTempFile({ suffix: ".parquet" });
    await session.run(
      `COPY (SELECT * FROM shares, range(5000)) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
    );
    const first = await session.row(
      `SELECT stats_min_value AS least, stats_max_value AS most FROM parquet_metadata('${file}')
       WHERE path_in_schema = 'CAT_DSC' AND row_group_id = 0`,
    );
    await Deno.remove(file);
    assert.deepEqual(first, { least: "X", most: "X" });
  }));

Deno.test("sharesSql: repeated sales lines of one item and store are summed, not averaged", () =>
  withShares("(1, 1, 'X', 10.0), (1, 1, 'X', 30.0)", "(1, 'A')", async (session) => {
    assert.deepEqual(await session.rows("SELECT SALES AS s, SHARE AS p FROM shares"), [{ s: 40, p: 1 }]);
  }));

Deno.test("sharesSql: a need state written in two ways is one", () =>
  withShares("(1, 1, 'X', 10.0)", "(1, ' care'), (1, 'CARE ')", async (session) => {
    assert.deepEqual(await session.rows("SELECT NEED_STATE AS n, SALES AS s FROM shares"), [{ n: "CARE", s: 10 }]);
  }));

Deno.test("sharesSql: a store with sales of 0 in a category has no shares there", () =>
  withShares("(1, 1, 'X', 0.0), (1, 2, 'X', 5.0)", "(1, 'A')", async (session) => {
    assert.deepEqual(await session.rows("SELECT STORE_NBR AS store FROM shares"), [{ store: 2 }]);
  }));

Deno.test("needStateSalesSql: sales of items without a need state keep their amount under NULL", () =>
  withShares(
    "(1, 1, 'X', 10.0), (3, 1, 'X', 5.0), (3, 1, 'X', 2.0), (4, 1, 'X', 1.0)",
    "(1, 'A'), (4, NULL), (5, ' ')",
    async (session) => {
      assert.deepEqual(await session.rows("SELECT NEED_STATE AS n, SALES AS s FROM sums ORDER BY n NULLS FIRST"), [
        { n: null, s: 8 },
        { n: "A", s: 10 },
      ]);
    },
  ));

Deno.test("needStateTotalsSql: what each category sells, by how many stores", () =>
  withShares(
    "(2, 1, 'X', 1.0), (1, 1, 'X', 1.5), (1, 2, 'X', 2.0), (3, 1, 'Y', 4.0)",
    "(1, 'a'), (2, 'b'), (3, 'c')",
    async (session) => {
      await session.run(`CREATE TABLE totals AS ${needStateTotalsSql("shares")}`);
      assert.deepEqual(
        await session.rows("SELECT CAT_DSC::VARCHAR AS c, NEED_STATE::VARCHAR AS n, STORES, SALES FROM totals"),
        [
          { c: "X", n: "A", STORES: 2, SALES: 3.5 },
          { c: "X", n: "B", STORES: 1, SALES: 1 },
          { c: "Y", n: "C", STORES: 1, SALES: 4 },
        ],
      );
      assert.deepEqual(await session.rows(needStatesOfSql("totals", "X")), [{ name: "A" }, { name: "B" }]);
    },
  ));

Deno.test("wideSharesSql: one row per store, a column per need state, 0 where nothing is sold", () =>
  withShares(
    "(1, 2, 'X', 1.0), (2, 2, 'X', 2.0), (1, 1, 'X', 7.0), (1, 1, 'it''s', 3.0)",
    "(1, 'a'), (2, 'b & \"c\"')",
    async (session) => {
      assert.deepEqual(await session.rows(wideSharesSql("shares", "X", ["A", 'B & "C"'])), [
        { STORE_NBR: 1, "% Sales A": 100, '% Sales B & "C"': 0 },
        { STORE_NBR: 2, "% Sales A": 33.33, '% Sales B & "C"': 66.67 },
      ]);
      assert.deepEqual(await session.rows(wideSharesSql("shares", "it's", ["A"])), [{
        STORE_NBR: 1,
        "% Sales A": 100,
      }]);
    },
  ));

Deno.test("wideSharesSql: many need states are pivoted to the same table as few are looked up", async () => {
  const names = Array.from({ length: 70 }, (_, i) => `N${String(i).padStart(2, "0")}`);
  const map = names.map((name, i) => `(${i + 1}, '${name}')`).join(", ");
  const sales = names.map((_, i) => `(${i + 1}, ${1 + i % 3}, 'X', ${1 + i}.0)`).join(", ");
  await withShares(sales, map, async (session) => {
    const pivoted = await session.rows<Record<string, number>>(wideSharesSql("shares", "X", names));
    const looked = await session.rows<Record<string, number>>(wideSharesSql("shares", "X", names.slice(0, 64)));
    assert.equal(Object.keys(pivoted[0] ?? {}).length, 71);
    for (const [i, row] of looked.entries()) {
      for (const [name, value] of Object.entries(row)) assert.equal(pivoted[i]?.[name], value);
    }
  });
});
