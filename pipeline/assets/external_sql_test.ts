import assert from "node:assert/strict";
import { openSession, type Session } from "../../io/duckdb/mod.ts";
import type { ReadReport, Table } from "../resources/types.ts";
import { joinByStore, prepareExternal } from "./external_sql.ts";
import { createTable } from "./relations.ts";

const signal = new AbortController().signal;
const off = {
  remove_duplicates: false,
  remove_null_threshold: null,
  standardize_features: false,
};

async function source(session: Session, dataset: string, columns: string, rows: string): Promise<ReadReport> {
  const table = await createTable(session, dataset, `FROM (VALUES ${rows}) AS t(${columns})`, signal);
  return { dataset, table, files: [], rejected: 0, rejects: [], warnings: [] };
}

function features(session: Session, columns: string, rows: string): Promise<Table> {
  return createTable(session, "features", `FROM (VALUES ${rows}) AS t(${columns})`, signal);
}

Deno.test("joinByStore: every store of any source is kept, once per row, in store order", async () => {
  await using session = await openSession({});
  const traffic = await source(session, "traffic", "STORE_NBR, visits", "(3, 30), (1, 10)");
  const area = await source(session, "area", "STORE_NBR, people", "(2, 200), (3, 300), (3, 301)");
  const { table, renamed } = await joinByStore(session, [traffic, area], "joined", signal);
  assert.deepEqual(await session.rows("FROM joined"), [
    { STORE_NBR: 1, visits: 10, people: null },
    { STORE_NBR: 2, visits: null, people: 200 },
    { STORE_NBR: 3, visits: 30, people: 300 },
    { STORE_NBR: 3, visits: 30, people: 301 },
  ]);
  assert.equal(table.rows, 4);
  assert.deepEqual(renamed, []);
});

Deno.test("joinByStore: three sources meet on a store that the first does not have", async () => {
  await using session = await openSession({});
  const sources = [
    await source(session, "a", "STORE_NBR, x", "(1, 1)"),
    await source(session, "b", "STORE_NBR, y", "(2, 2)"),
    await source(session, "c", "STORE_NBR, z", "(2, 3)"),
  ];
  await joinByStore(session, sources, "joined", signal);
  assert.deepEqual(await session.rows("FROM joined"), [
    { STORE_NBR: 1, x: 1, y: null, z: null },
    { STORE_NBR: 2, x: null, y: 2, z: 3 },
  ]);
});

Deno.test("joinByStore: a column of several sources gets the later source's name as suffix", async () => {
  await using session = await openSession({});
  const one = await source(session, "one", "STORE_NBR, lat", "(1, 1.5)");
  const two = await source(session, "two", "STORE_NBR, lat", "(1, 2.5)");
  const { table, renamed } = await joinByStore(session, [one, two], "joined", signal);
  assert.deepEqual(table.columns.map(({ name }) => name), ["STORE_NBR", "lat", "lat_two"]);
  assert.deepEqual(renamed, [{ source: "two", column: "lat", name: "lat_two" }]);
});

Deno.test("prepareExternal: nothing asked for leaves every value as it was", async () => {
  await using session = await openSession({});
  const before = await features(session, "STORE_NBR, a, b", "(2, 1.5, 'x'), (1, NULL, 'y'), (2, 3.5, NULL)");
  const { table, ...facts } = await prepareExternal(session, before, off, "prepared", signal);
  assert.deepEqual(await session.rows("FROM prepared"), await session.rows("FROM features"));
  assert.equal(table.rows, 3);
  assert.deepEqual(facts, {
    duplicates_removed: 0,
    duplicate_stores: 1,
    columns_dropped: {},
    columns_standardized: [],
  });
});

Deno.test("prepareExternal: remove_duplicates keeps the first row of each store", async () => {
  await using session = await openSession({});
  const before = await features(session, "STORE_NBR, a", "(1, 10), (2, 20), (2, 21), (3, 30)");
  const { table, ...facts } = await prepareExternal(session, before, { ...off, remove_duplicates: true }, "p", signal);
  assert.deepEqual(await session.rows("SELECT a FROM p"), [{ a: 10 }, { a: 20 }, { a: 30 }]);
  assert.deepEqual([table.rows, facts.duplicates_removed, facts.duplicate_stores], [3, 1, 1]);
});

Deno.test("prepareExternal: remove_null_threshold drops columns strictly above the share, never the key", async () => {
  await using session = await openSession({});
  const before = await features(
    session,
    "STORE_NBR, mostly_null, half_null, quarter_null",
    "(1, 1, 1, 1), (2, NULL, 2, 2), (3, NULL, NULL, 3), (4, NULL, NULL, NULL)",
  );
  const { table, columns_dropped } = await prepareExternal(
    session,
    before,
    { ...off, remove_null_threshold: 0.5 },
    "p",
    signal,
  );
  assert.deepEqual(columns_dropped, { mostly_null: 0.75 });
  assert.deepEqual(table.columns.map(({ name }) => name), ["STORE_NBR", "half_null", "quarter_null"]);
});

Deno.test("prepareExternal: standardize_features gives z-scores by the population deviation, constants become 0", async () => {
  await using session = await openSession({});
  const before = await features(
    session,
    "STORE_NBR, a, constant, city, gap",
    "(1, 2.0, 7.0, 'x', 1.0), (2, 4.0, 7.0, 'y', NULL), (3, 6.0, 7.0, 'z', 3.0)",
  );
  const { columns_standardized } = await prepareExternal(
    session,
    before,
    { ...off, standardize_features: true },
    "p",
    signal,
  );
  const z = Math.sqrt(1.5); // (6 - 4) / sqrt(8 / 3)
  const rows = await session.rows<{ a: number; constant: number; city: string; gap: number | null }>("FROM p");
  assert.deepEqual(columns_standardized, ["a", "constant", "gap"]);
  assert.ok(Math.abs((rows[0]?.a ?? 0) + z) < 1e-12 && rows[1]?.a === 0 && Math.abs((rows[2]?.a ?? 0) - z) < 1e-12);
  assert.deepEqual(rows.map((row) => row.constant), [0, 0, 0]);
  assert.deepEqual(rows.map((row) => row.city), ["x", "y", "z"]);
  assert.deepEqual(rows.map((row) => row.gap), [-1, null, 1]);
});
