import { quoteName } from "../../core/sql.ts";
import { type CheckOutcome, defineCheck, type Metadata } from "../engine/mod.ts";
import { params, session, table } from "../resources/types.ts";
import { countOffending, samplesIn } from "./offending.ts";

/** Relative difference that floating-point sums may have. */
const tolerance = 1e-9;

/** What splitting keeps: sales before = sales after. */
export const salesConserved = defineCheck(table, {
  name: "sales_conserved",
  description: "Sales with and without a need state add up to the sales read, to 1e-9 relative",
  severity: "error",
  run: ({ metadata }) => conserved(metadata),
});

/** Compares `sales` with `sales_mapped` + `sales_unmapped`. */
export function conserved(metadata: Metadata): CheckOutcome {
  const before = Number(metadata["sales"]);
  const after = Number(metadata["sales_mapped"]) + Number(metadata["sales_unmapped"]);
  const difference = Math.abs(after - before) / Math.max(Math.abs(before), Number.MIN_VALUE);
  return {
    passed: before === after || difference <= tolerance,
    message: `${before.toFixed(2)} before, ${after.toFixed(2)} after splitting`,
    figures: { before, after, difference: before === after ? 0 : difference, tolerance },
  };
}

/** Not too much is sold without a need state. */
export const unmappedSales = defineCheck(table, {
  name: "unmapped_sales",
  description: "The share of sales without a need state is at most job_params.max_unmapped_share",
  severity: "error",
  resources: { params },
  run: ({ metadata, resources }) => unmappedWithin(metadata, resources.params.max_unmapped_share),
});

/** Compares `unmapped_share` with the limit. */
export function unmappedWithin(metadata: Metadata, limit: number): CheckOutcome {
  const share = Number(metadata["unmapped_share"]);
  const passed = share <= limit;
  const found = `${(share * 100).toFixed(2)} % of the sales have no need state`;
  return {
    passed,
    message: passed
      ? `${found}; the limit is ${limit * 100} %`
      : `${found}, more than the ${limit * 100} % of job_params.max_unmapped_share; ` +
        "complete the map ns_map or raise the limit",
    figures: { share, limit },
    samples: passed ? [] : samplesIn(metadata, "sales_unmapped_samples"),
  };
}

/** Each store's shares of a category add up to 1. */
export const sharesSumToOne = defineCheck(table, {
  name: "shares_sum_to_100",
  description: "The shares of each store in each category add up to 100 %, to 1e-9",
  severity: "error",
  resources: { session },
  run: ({ value, resources, signal }) =>
    countOffending(
      resources.session,
      `SELECT CAT_DSC, STORE_NBR, sum(SHARE) AS total FROM ${quoteName(value.relation)}
       GROUP BY ALL HAVING NOT abs(sum(SHARE) - 1) <= ${tolerance}`,
      "stores whose shares do not add up to 100 %",
      signal,
    ),
});

/**
 * One row per category, store and need state. The table is sorted by these keys, so repeated ones stand together: comparing
 * a hash of each row's with the one before finds where to look, a hundred times as fast as grouping all rows.
 */
export const shareKeysUnique = defineCheck(table, {
  name: "unique_keys",
  description: "Category, store and need state occur together once",
  severity: "error",
  resources: { session },
  run: ({ value, resources, signal }) => {
    const keys = "CAT_DSC, STORE_NBR, NEED_STATE";
    const shares = quoteName(value.relation);
    return countOffending(
      resources.session,
      `SELECT ${keys}, count(*) AS copies FROM ${shares} WHERE hash(${keys}) IN (
         SELECT key FROM (SELECT key, lag(key) OVER () AS before FROM (SELECT hash(${keys}) AS key FROM ${shares}))
         WHERE key = before
       ) GROUP BY ALL HAVING count(*) > 1`,
      "repeated combinations of category, store and need state",
      signal,
    );
  },
});

/** The map names each item and need state once, whatever its attributes say. */
export const mapHasPairsOnce = defineCheck(table, {
  name: "unique_pairs",
  description: "Each item has a need state in one row only; rows that differ in attributes count once",
  severity: "warn",
  resources: { session },
  run: ({ value, resources, signal }) =>
    countOffending(
      resources.session,
      `SELECT PRODUCT_ID, NEED_STATE, count(*) AS copies FROM ${quoteName(value.relation)}
       GROUP BY ALL HAVING count(*) > 1`,
      "items with a need state in several rows",
      signal,
    ),
});
