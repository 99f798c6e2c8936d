import { quoteList } from "../../core/sql.ts";
import { categoryNames, needStateWords } from "./names.ts";
import type { SettledOptions } from "./options.ts";

/**
 * Macros that draw numbers from hashes of the seed, a tag and up to two ids, so that a draw depends on nothing else: neither
 * on the order of rows nor on the number of threads. DuckDB's hash of several values ends with an exclusive or of the last
 * one's hash, which would tie the draws of all items of a store to each other: hence the hash of the hash.
 */
export function drawMacrosSql(seed: number): string {
  return `
    CREATE OR REPLACE MACRO draw(tag, a, b) AS (hash(hash(${seed}, tag, a::BIGINT, b::BIGINT)) >> 11)::DOUBLE / 9007199254740992.0;
    CREATE OR REPLACE MACRO bell(tag, a, b) AS
      sqrt(-2 * ln(1 - draw(tag, a, b))) * cos(2 * pi() * draw(tag || ' turn', a, b));
    CREATE OR REPLACE MACRO pick(tag, a, b, n) AS floor(draw(tag, a, b) * n)::INTEGER;`;
}

/**
 * Categories, need states, items and stores. Every category has 3 to 6 segments of stores (fewer where it has fewer need
 * states, or where there are few stores), and a need state is liked most by one of them; stores differ in size; items of a need state share its sales by falling weights.
 */
export function planSql({ stores, skus, categories }: SettledOptions): string {
  const mostSegments = Math.max(1, Math.floor(stores / 12));
  const mostNeeds = Math.max(1, Math.floor(skus / categories / 3));
  const names = `coalesce(${quoteList(categoryNames)}[c + 1], 'CATEGORY ' || (c + 1))`;
  return `
    CREATE OR REPLACE TABLE gen_category AS
      SELECT *, greatest(1, least(3 + pick('segments', c, 0, 4), needs, ${mostSegments}))::INTEGER AS segments
      FROM (SELECT c::INTEGER AS c, ${names} AS name,
        least(12 + pick('needs', c, 0, 29), ${mostNeeds})::INTEGER AS needs FROM range(${categories}) t(c));
    CREATE OR REPLACE TABLE gen_need AS
      SELECT c, n::INTEGER AS n, ${quoteList(needStateWords)}[n + 1] || ' ' || name AS need_state,
        exp(0.35 * bell('need', c, n)) AS base, (n % segments)::INTEGER AS liked_by
      FROM gen_category, range(${needStateWords.length}) t(n) WHERE n < needs;
    CREATE OR REPLACE TABLE gen_item AS
      SELECT *, 1.0 / (1 + rank) / sum(1.0 / (1 + rank)) OVER (PARTITION BY c, n) AS weight
      FROM (SELECT sku, c, n, row_number() OVER (PARTITION BY c, n ORDER BY sku) - 1 AS rank FROM (
        SELECT (100001 + i)::BIGINT AS sku, (i % ${categories})::INTEGER AS c, ((i // ${categories}) % needs)::INTEGER AS n
        FROM range(${skus}) t(i) JOIN gen_category ON c = i % ${categories}));
    CREATE OR REPLACE TABLE gen_item_need AS
      SELECT DISTINCT sku, c, (n + offset_) % needs AS n FROM (
        SELECT sku, c, n, needs, unnest([0,
          CASE WHEN draw('second', sku, 0) < 0.2 THEN 1 + pick('second need', sku, 0, needs - 1) ELSE 0 END,
          CASE WHEN draw('second', sku, 0) < 0.05 THEN 1 + pick('third need', sku, 0, needs - 1) ELSE 0 END]) AS offset_
        FROM gen_item JOIN gen_category USING (c)) ORDER BY sku, n;
    CREATE OR REPLACE TABLE gen_store AS
      SELECT (101 + i)::BIGINT AS store, exp(0.5 * bell('size', i, 0)) AS size,
        (i % ${externalSegments(stores)})::INTEGER AS segment, 0.75 + 0.5 * draw('range', i, 0) AS breadth
      FROM range(${stores}) t(i);
    CREATE OR REPLACE TABLE gen_segment AS
      SELECT store, c, pick('segment', store, c, segments) AS segment
      FROM gen_store, gen_category WHERE draw('lacks', store, c) >= 0.03 OR ${
    stores * categories
  } < 30 ORDER BY c, store;`;
}

/** Number of planted external segments: five, fewer for few stores. */
function externalSegments(stores: number): number {
  return Math.max(1, Math.min(5, Math.floor(stores / 12)));
}
