import assert from "node:assert/strict";
import { openSession } from "../../io/mod.ts";
import { drawMacrosSql } from "./plan_sql.ts";

Deno.test("drawMacrosSql: what is drawn for one item tells nothing of what is drawn for another in the same store", async () => {
  await using session = await openSession({ threads: 1 });
  await session.run(drawMacrosSql(3));
  // Of independent draws a quarter is high for both, with a standard deviation of 2.2 % over 400 stores.
  const [pairs] = await session.rows<{ n: number; least: number; most: number }>(`
    WITH drawn AS (SELECT sku, store, draw('line', sku, store) >= 0.5 AS high
      FROM range(100001, 100041) i(sku), range(101, 501) s(store)),
    pairs AS (SELECT avg((a.high AND b.high)::INTEGER) AS share
      FROM drawn a JOIN drawn b ON a.store = b.store AND a.sku < b.sku GROUP BY a.sku, b.sku)
    SELECT count(*)::INTEGER AS n, min(share) AS least, max(share) AS most FROM pairs`);
  assert.ok(pairs);
  assert.equal(pairs.n, 780);
  assert.ok(pairs.least > 0.14 && pairs.most < 0.36, `both are high in ${pairs.least} to ${pairs.most} of the stores`);
});

Deno.test("drawMacrosSql: draws spread evenly over 0 to 1, bell draws have mean 0 and standard deviation 1", async () => {
  await using session = await openSession({ threads: 1 });
  await session.run(drawMacrosSql(3));
  const [drawn] = await session.rows<Record<"least" | "most" | "mean" | "middle" | "spread", number>>(`
    SELECT min(d) AS least, max(d) AS most, avg(d) AS mean, avg(b) AS middle, stddev_pop(b) AS spread
    FROM (SELECT draw('a', i, 7) AS d, bell('b', i, 7) AS b FROM range(20000) t(i))`);
  assert.ok(drawn);
  assert.ok(drawn.least >= 0 && drawn.least < 0.001 && drawn.most < 1 && drawn.most > 0.999, JSON.stringify(drawn));
  // Four standard errors: 0.289 / sqrt(20000), 1 / sqrt(20000), 1 / sqrt(40000).
  assert.ok(Math.abs(drawn.mean - 0.5) < 0.0082, `${drawn.mean}`);
  assert.ok(Math.abs(drawn.middle) < 0.029 && Math.abs(drawn.spread - 1) < 0.02, JSON.stringify(drawn));
});
