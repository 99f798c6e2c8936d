import { quoteList, quoteLiteral, quoteName } from "../../../core/mod.ts";
import { shareColumnPrefix } from "../sales_sql.ts";

/**
 * Stores of one category, wide: a column `% Sales <NEED_STATE>` per need state in percent at full precision, 0 where
 * nothing is sold.
 */
export function shareFeaturesSql(shares: string, category: string, needStates: readonly string[]): string {
  const columns = needStates.map((name) => `coalesce(${quoteName(name)}, 0) AS ${quoteName(shareColumnPrefix + name)}`);
  return `SELECT STORE_NBR, ${columns.join(", ")} FROM (
      PIVOT (SELECT STORE_NBR, NEED_STATE::VARCHAR AS NEED_STATE, SHARE * 100 AS PERCENT
        FROM ${quoteName(shares)} WHERE CAT_DSC = ${quoteLiteral(category)})
      ON NEED_STATE IN (${needStates.map(quoteLiteral).join(", ")}) USING first(PERCENT) GROUP BY STORE_NBR)
    ORDER BY STORE_NBR`;
}

/** Number of different values of each column, as rows (name, levels). */
export function levelCountsSql(relation: string, columns: readonly string[]): string {
  const counts = columns.map((name) => `count(DISTINCT ${quoteName(name)})`);
  return `SELECT unnest(${quoteList(columns)}) AS name, unnest([${counts.join(", ")}]) AS levels
    FROM ${quoteName(relation)}`;
}
