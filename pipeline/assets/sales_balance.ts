import { quoteName } from "../../core/sql.ts";
import type { Metadata } from "../engine/mod.ts";
import type { Relation, Session } from "../resources/types.ts";

/** What the shares were made of. */
export interface SalesTables {
  /** Sales lines: CAT_DSC, TOTAL_SALES, … */
  readonly lines: Relation;
  /** Lines joined with need states, NULL for those without one. */
  readonly joined: Relation;
  /** CAT_DSC, STORE_NBR, NEED_STATE (NULL for unmapped), SALES. */
  readonly sums: Relation;
  /** CAT_DSC, STORE_NBR, TOTAL of what is mapped. */
  readonly totals: Relation;
}

/** Where the sales of the input went, in lines and currency units. */
export interface SalesBalance {
  /** Categories that have shares, in order. */
  readonly categories: readonly string[];
  readonly metadata: Metadata;
}

interface Totals {
  readonly sales: number;
  readonly lines: number;
}

interface StoreInCategory {
  readonly category: string;
  readonly store: number;
}

interface UnmappedCategory {
  readonly category: string;
  readonly sales: number;
}

interface CategoryFound {
  readonly name: string;
  readonly has_shares: boolean;
}

const shownStores = 20;
const shownCategories = 5;

/**
 * Follows the sales from the lines read to the shares: what was mapped to need states, what was not, and which stores
 * have no shares in a category because their sales there are 0.
 */
export async function salesBalance(session: Session, tables: SalesTables, signal: AbortSignal): Promise<SalesBalance> {
  const { lines, joined, sums, totals } = tables;
  const one = async (sql: string): Promise<Totals> =>
    await session.row<Totals>(sql, undefined, { signal }) ?? { sales: 0, lines: 0 };

  const [before, mapped, unmappedSums, withoutSales, found] = await Promise.all([
    one(`SELECT coalesce(sum(TOTAL_SALES), 0) AS sales, count(*) AS lines FROM ${quoteName(lines.relation)}`),
    one(`SELECT coalesce(sum(TOTAL), 0) AS sales, 0 AS lines FROM ${quoteName(totals.relation)}`),
    one(
      `SELECT coalesce(sum(SALES), 0) AS sales, count(*) AS lines FROM ${quoteName(sums.relation)}
       WHERE NEED_STATE IS NULL`,
    ),
    session.rows<StoreInCategory>(
      `SELECT CAT_DSC AS category, STORE_NBR AS store FROM ${quoteName(totals.relation)} WHERE TOTAL = 0 ORDER BY ALL`,
      undefined,
      { signal },
    ),
    session.rows<CategoryFound>(
      `SELECT CAT_DSC AS name, coalesce(bool_or(TOTAL > 0), false) AS has_shares
       FROM (SELECT DISTINCT CAT_DSC FROM ${quoteName(sums.relation)})
       LEFT JOIN ${quoteName(totals.relation)} USING (CAT_DSC) GROUP BY name ORDER BY name`,
      undefined,
      { signal },
    ),
  ]);
  // The lines are counted by another pass over them, which is skipped when all are mapped.
  const unmappedLines = unmappedSums.lines === 0 ? 0 : (await one(
    `SELECT 0 AS sales, count(*) AS lines FROM ${quoteName(joined.relation)} WHERE NEED_STATE IS NULL`,
  )).lines;
  const unmapped = { sales: unmappedSums.sales, lines: unmappedLines };
  const present = found.filter(({ has_shares }) => has_shares).map(({ name }) => name);
  const unmappedIn = unmapped.sales === 0 && unmappedSums.lines === 0 ? [] : await session.rows<UnmappedCategory>(
    `SELECT CAT_DSC AS category, sum(SALES) AS sales FROM ${quoteName(sums.relation)}
     WHERE NEED_STATE IS NULL GROUP BY ALL ORDER BY sales DESC, category LIMIT ${shownCategories}`,
    undefined,
    { signal },
  );
  const unmappedShare = before.sales === 0 ? 0 : unmapped.sales / before.sales;
  return {
    categories: present,
    metadata: {
      lines: before.lines,
      sales: before.sales,
      sales_mapped: mapped.sales,
      sales_unmapped: unmapped.sales,
      lines_unmapped: unmapped.lines,
      ...(unmappedIn.length === 0 ? {} : { sales_unmapped_samples: unmappedIn.map((row) => ({ ...row })) }),
      unmapped_share: unmappedShare,
      stores_without_sales: withoutSales.length,
      stores_without_sales_samples: withoutSales.slice(0, shownStores).map((row) => ({ ...row })),
      categories: present.length,
      categories_without_shares: found.filter(({ has_shares }) => !has_shares).map(({ name }) => name),
      summary: {
        "Sales without a need state": `${(unmappedShare * 100).toFixed(2)} % (${unmapped.lines} lines)`,
        ...(withoutSales.length === 0 ? {} : { "Stores left out of a category, sales 0": withoutSales.length }),
      },
    },
  };
}
