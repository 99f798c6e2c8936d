import { quoteLiteral, quoteName } from "../../core/sql.ts";
import type { Column } from "../resources/types.ts";

/** Prefix of the wide tables' columns. */
export const shareColumnPrefix = "% Sales ";

/** Names of the enumerated types of a run's labels. */
export interface LabelTypes {
  readonly category: string;
  readonly needState: string;
}

/**
 * Makes categories and need states enumerated types, in alphabetical order: grouping and sorting tens of millions of rows
 * by codes takes a third of the time that texts take.
 */
export function labelTypesSql(sales: string, map: string, types: LabelTypes): string {
  return `CREATE OR REPLACE TYPE ${quoteName(types.category)} AS ENUM (
      SELECT DISTINCT CAT_DSC FROM ${quoteName(sales)} ORDER BY CAT_DSC);
    CREATE OR REPLACE TYPE ${quoteName(types.needState)} AS ENUM (
      SELECT DISTINCT NEED_STATE FROM ${quoteName(map)} WHERE NEED_STATE IS NOT NULL ORDER BY NEED_STATE)`;
}

/** Distinct rows of the map; need states trimmed and in capitals, an empty one is no need state. */
export function needStatesSql(map: string): string {
  return `SELECT DISTINCT * REPLACE (nullif(upper(trim(NEED_STATE)), '') AS NEED_STATE)
    FROM ${quoteName(map)} ORDER BY ALL`;
}

/** Every (item, need state) pair once, with the number of need states of the item. */
function needStateCountsSql(map: string): string {
  return `SELECT PRODUCT_ID, NEED_STATE, count(*) OVER (PARTITION BY PRODUCT_ID) AS NEED_STATES
    FROM (SELECT DISTINCT PRODUCT_ID, NEED_STATE FROM ${quoteName(map)} WHERE NEED_STATE IS NOT NULL)`;
}

/**
 * Sales lines, each once per need state of its item with the number of these; lines of an item without need state once,
 * with NULL. Categories and need states are of the enumerated types made by {@link labelTypesSql}.
 */
export function withNeedStatesSql(sales: string, map: string, types: LabelTypes): string {
  return `SELECT SKU_NBR, STORE_NBR, CAT_DSC, NEED_STATE, NEED_STATES, TOTAL_SALES
    FROM (SELECT * REPLACE (CAT_DSC::${quoteName(types.category)} AS CAT_DSC) FROM ${quoteName(sales)})
    LEFT JOIN (SELECT * REPLACE (NEED_STATE::${quoteName(types.needState)} AS NEED_STATE)
      FROM (${needStateCountsSql(map)})) ON SKU_NBR = PRODUCT_ID`;
}

/** Each line's sales split evenly over the need states of its item. */
export function splitEvenlySql(lines: string): string {
  return `SELECT SKU_NBR, STORE_NBR, CAT_DSC, NEED_STATE, TOTAL_SALES / coalesce(NEED_STATES, 1) AS TOTAL_SALES
    FROM ${quoteName(lines)}`;
}

/** Sales per category, store and need state; NEED_STATE is NULL for the sales of items without one. */
export function needStateSalesSql(shared: string): string {
  return `SELECT CAT_DSC, STORE_NBR, NEED_STATE, sum(TOTAL_SALES) AS SALES
    FROM ${quoteName(shared)} GROUP BY ALL`;
}

/** Sales of each store in each category that have a need state. */
export function storeTotalsSql(needStateSales: string): string {
  return `SELECT CAT_DSC, STORE_NBR, sum(SALES) AS TOTAL FROM ${quoteName(needStateSales)}
    WHERE NEED_STATE IS NOT NULL GROUP BY ALL`;
}

/** Columns of {@link sharesSql}. */
export const shareColumns: readonly Column[] = [
  { name: "CAT_DSC", type: "VARCHAR" },
  { name: "STORE_NBR", type: "BIGINT" },
  { name: "NEED_STATE", type: "VARCHAR" },
  { name: "SALES", type: "DOUBLE" },
  { name: "SHARE", type: "DOUBLE" },
];

/**
 * Shares of each store's sales in a category; stores whose total there is 0 have none and are left out. The category is a
 * text again: Parquet files keep no smallest and largest value of an enumerated type, so whoever reads one category would
 * have to read them all. The need state stays as it is, which writes a quarter faster.
 */
export function sharesSql(needStateSales: string, storeTotals: string): string {
  return `SELECT CAT_DSC::VARCHAR AS CAT_DSC, STORE_NBR, NEED_STATE, SALES, SHARE
    FROM (SELECT CAT_DSC, STORE_NBR, NEED_STATE, SALES, SALES / TOTAL AS SHARE
      FROM ${quoteName(needStateSales)} JOIN ${quoteName(storeTotals)} USING (CAT_DSC, STORE_NBR)
      WHERE NEED_STATE IS NOT NULL AND TOTAL > 0 ORDER BY CAT_DSC, STORE_NBR, NEED_STATE)`;
}

/** What each category sells: its need states, in how many stores, for how much. */
export function needStateTotalsSql(shares: string): string {
  return `SELECT CAT_DSC, NEED_STATE, count(*) AS STORES, sum(SALES) AS SALES
    FROM ${quoteName(shares)} GROUP BY ALL ORDER BY ALL`;
}

/** Need states of one category, in order, from the table of {@link needStateTotalsSql}. */
export function needStatesOfSql(totals: string, category: string): string {
  return `SELECT NEED_STATE::VARCHAR AS name FROM ${quoteName(totals)}
    WHERE CAT_DSC = ${quoteLiteral(category)} ORDER BY name`;
}

/** Need states up to which looking each one up in a store's list is faster than pivoting; it grows with their square. */
const mostLookups = 64;

/** Columns of {@link wideSharesSql}. */
export function wideColumns(needStates: readonly string[]): readonly Column[] {
  const shares = needStates.map((name) => ({ name: shareColumnPrefix + name, type: "DOUBLE" }));
  return [{ name: "STORE_NBR", type: "BIGINT" }, ...shares];
}

/** One category, wide: a row per store, a column per need state in percent with 2 decimals, 0 where nothing is sold. */
export function wideSharesSql(shares: string, category: string, needStates: readonly string[]): string {
  const rows = `SELECT STORE_NBR, NEED_STATE, round(SHARE * 100, 2) AS PERCENT
    FROM ${quoteName(shares)} WHERE CAT_DSC = ${quoteLiteral(category)}`;
  return needStates.length <= mostLookups ? lookedUp(rows, needStates) : pivoted(rows, needStates);
}

/** Looks each need state up in the list of a store's; lists of codes, for comparing texts takes a third longer. */
function lookedUp(rows: string, needStates: readonly string[]): string {
  const type = `ENUM (${needStates.map(quoteLiteral).join(", ")})`;
  const percents = needStates.map((_, code) => `PERCENTS[list_position(CODES, ${code}::UTINYINT)]`);
  return wideSql(
    needStates,
    percents,
    `SELECT STORE_NBR, list(enum_code(TRY_CAST(NEED_STATE::VARCHAR AS ${type}))) AS CODES,
      list(PERCENT) AS PERCENTS FROM (${rows}) GROUP BY STORE_NBR`,
  );
}

function pivoted(rows: string, needStates: readonly string[]): string {
  return wideSql(
    needStates,
    needStates.map(quoteName),
    `PIVOT (${rows})
      ON NEED_STATE IN (${needStates.map(quoteLiteral).join(", ")}) USING first(PERCENT) GROUP BY STORE_NBR`,
  );
}

function wideSql(needStates: readonly string[], percents: readonly string[], from: string): string {
  const columns = needStates.map((name, i) => `coalesce(${percents[i]}, 0) AS ${quoteName(shareColumnPrefix + name)}`);
  return `SELECT STORE_NBR, ${columns.join(", ")} FROM (${from}) ORDER BY STORE_NBR`;
}
