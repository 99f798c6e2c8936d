import assert from "node:assert/strict";
import { openSession, type Session } from "../../io/duckdb/mod.ts";
import type { Check, CheckOutcome } from "../engine/mod.ts";
import type { Table } from "../resources/types.ts";
import { hasStoresOnce } from "./checks.ts";
import { describeTable } from "./relations.ts";
import { conserved, mapHasPairsOnce, shareKeysUnique, sharesSumToOne, unmappedWithin } from "./sales_checks.ts";
import { percentagesSumTo100 } from "./wide_checks.ts";

/** What a check says of the rows of a query. */
async function outcome(check: Check<Table, never>, query: string): Promise<CheckOutcome> {
  await using session = await openSession({});
  await session.run(`CREATE TABLE made AS ${query}`);
  const run = check.run as (context: unknown) => Promise<CheckOutcome> | CheckOutcome;
  return await run({
    value: await describeTable(session, "made"),
    metadata: {},
    resources: { session } satisfies { session: Session },
    partition: undefined,
    signal: new AbortController().signal,
  });
}

const shares = (rows: string) => `FROM (VALUES ${rows}) AS t(CAT_DSC, STORE_NBR, NEED_STATE, SHARE)`;

Deno.test("shareKeysUnique: rows that differ in one of the keys are no repetition", async () => {
  const found = await outcome(
    shareKeysUnique as never,
    shares("('X', 1, 'A', 0.5), ('X', 1, 'B', 0.5), ('X', 2, 'B', 1), ('Y', 2, 'B', 1)"),
  );
  assert.deepEqual([found.passed, found.figures], [true, { found: 0 }]);
});

Deno.test("shareKeysUnique: repeated rows are counted and shown, also where two chunks of rows meet", async () => {
  const found = await outcome(
    shareKeysUnique as never,
    `SELECT 'X' AS CAT_DSC, store AS STORE_NBR, 'A' AS NEED_STATE FROM (
       SELECT range AS store FROM range(10000) UNION ALL SELECT 2047 UNION ALL SELECT 7 UNION ALL SELECT 7) ORDER BY ALL`,
  );
  assert.equal(found.passed, false);
  assert.equal(found.message, "2 repeated combinations of category, store and need state");
  assert.deepEqual(found.samples, [
    { CAT_DSC: "X", STORE_NBR: 7, NEED_STATE: "A", copies: 3 },
    { CAT_DSC: "X", STORE_NBR: 2047, NEED_STATE: "A", copies: 2 },
  ]);
});

Deno.test("sharesSumToOne: a store whose shares of a category lack a part is found, rounding is not", async () => {
  const good = await outcome(sharesSumToOne as never, shares("('X', 1, 'A', 1/3), ('X', 1, 'B', 2/3)"));
  assert.equal(good.passed, true);
  const bad = await outcome(
    sharesSumToOne as never,
    shares("('X', 1, 'A', 0.25::DOUBLE), ('X', 1, 'B', 0.5), ('Y', 1, 'B', 1)"),
  );
  assert.deepEqual([bad.passed, bad.samples], [false, [{ CAT_DSC: "X", STORE_NBR: 1, total: 0.75 }]]);
});

Deno.test("sharesSumToOne: a share that is not a number fails", async () => {
  const bad = await outcome(sharesSumToOne as never, shares("('X', 1, 'A', 'nan'::DOUBLE)"));
  assert.equal(bad.passed, false);
});

Deno.test("mapHasPairsOnce: a pair in two rows is a warning with the item", async () => {
  const rows = "FROM (VALUES (1, 'A', 'x'), (1, 'A', 'y'), (2, 'A', 'x')) AS t(PRODUCT_ID, NEED_STATE, ATTRIBUTE_1)";
  const found = await outcome(mapHasPairsOnce as never, rows);
  assert.deepEqual(found.samples, [{ PRODUCT_ID: 1, NEED_STATE: "A", copies: 2 }]);
  assert.equal(mapHasPairsOnce.severity, "warn");
});

Deno.test("hasStoresOnce: a store with two rows is found", async () => {
  const found = await outcome(hasStoresOnce as never, "FROM (VALUES (1), (2), (2)) AS t(STORE_NBR)");
  assert.deepEqual([found.passed, found.samples], [false, [{ STORE_NBR: 2, copies: 2 }]]);
});

Deno.test("percentagesSumTo100: what rounding to 2 decimals may add is let pass, more is not", async () => {
  const wide = (rows: string) => `FROM (VALUES ${rows}) AS t(STORE_NBR, "% Sales A", "% Sales ""B""", "% Sales C")`;
  const rounded = await outcome(percentagesSumTo100 as never, wide("(1, 33.33, 33.33, 33.33), (2, 0, 100, 0)"));
  assert.equal(rounded.passed, true);
  const bad = await outcome(percentagesSumTo100 as never, wide("(1, 33.33, 33.33, 33.33), (2, 0, 99.98, 0)"));
  assert.deepEqual([bad.passed, bad.figures], [false, { found: 1 }]);
  const missing = await outcome(percentagesSumTo100 as never, wide("(1, 100, NULL, 0), (2, 0, 'nan'::DOUBLE, 0)"));
  assert.deepEqual([missing.passed, missing.figures], [false, { found: 2 }]);
});

Deno.test("conserved: equal up to a billionth", () => {
  assert.equal(conserved({ sales: 100, sales_mapped: 60, sales_unmapped: 40 }).passed, true);
  assert.equal(conserved({ sales: 0, sales_mapped: 0, sales_unmapped: 0 }).passed, true);
  assert.equal(conserved({ sales: 100, sales_mapped: 60, sales_unmapped: 40.0001 }).passed, false);
});

Deno.test("unmappedWithin: the limit itself is allowed; above it the map is named", () => {
  assert.equal(unmappedWithin({ unmapped_share: 0.05 }, 0.05).passed, true);
  const above = unmappedWithin({ unmapped_share: 0.0512 }, 0.05);
  assert.equal(above.passed, false);
  assert.match(
    above.message,
    /^5\.12 % of the sales have no need state, more than the 5 % of job_params\.max_unmapped_share/,
  );
});
