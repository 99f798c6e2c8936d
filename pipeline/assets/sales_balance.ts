import { quoteName } from "../../core/sql.ts";
import type { Metadata } from "../engine/mod.ts";
import type { Relation, Session, Table } from "../resources/types.ts";

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

/**
 * Follows the sales from the lines read to the shares: what was mapped to need states, what was not, and which stores
 * have no shares in a category because their sales there are 0.
 *
 * `sums` has SALES and LINES per CAT_DSC, STORE_NBR, NEED_STATE (NULL for unmapped); `shares` is what was made of them.
 */
export async function salesBalance(
  session: Session,
  lines: Relation,
  sums: Table,
  shares: Table,
  signal: AbortSignal,
): Promise<SalesBalance> {
  const total = (where: string, from: string, count: string) =>
    session.row<Totals>(
      `SELECT coalesce(sum(${from === sums.relation ? "SALES" : "TOTAL_SALES"}), 0) AS sales, ${count} AS lines
       FROM ${quoteName(from)} ${where}`,
      undefined,
      { signal },
    );
  const before = await total("", lines.relation, "count(*)") ?? { sales: 0, lines: 0 };
  const mapped = await total("WHERE NEED_STATE IS NOT NULL", sums.relation, "0") ?? { sales: 0, lines: 0 };
  const unmapped = await total("WHERE NEED_STATE IS NULL", sums.relation, "coalesce(sum(LINES), 0)::BIGINT") ??
    { sales: 0, lines: 0 };
  const withoutSales = await session.rows<{ category: string; store: number }>(
    `SELECT CAT_DSC AS category, STORE_NBR AS store FROM ${quoteName(sums.relation)} WHERE NEED_STATE IS NOT NULL
     GROUP BY ALL HAVING sum(SALES) = 0 ORDER BY ALL`,
    undefined,
    { signal },
  );
  const present = await names(session, shares.relation, signal);
  const unmappedShare = before.sales === 0 ? 0 : unmapped.sales / before.sales;
  return {
    categories: present,
    metadata: {
      lines: before.lines,
      sales: before.sales,
      sales_mapped: mapped.sales,
      sales_unmapped: unmapped.sales,
      lines_unmapped: unmapped.lines,
      unmapped_share: unmappedShare,
      stores_without_sales: withoutSales.length,
      stores_without_sales_samples: withoutSales.slice(0, 20).map((row) => ({ ...row })),
      categories: present.length,
      categories_without_shares: (await names(session, sums.relation, signal)).filter((name) =>
        !present.includes(name)
      ),
      summary: {
        "Sales without a need state": `${(unmappedShare * 100).toFixed(2)} % (${unmapped.lines} lines)`,
        ...(withoutSales.length === 0 ? {} : { "Stores left out of a category, sales 0": withoutSales.length }),
      },
    },
  };
}

async function names(session: Session, relation: string, signal: AbortSignal): Promise<string[]> {
  const rows = await session.rows<{ name: string }>(
    `SELECT DISTINCT CAT_DSC AS name FROM ${quoteName(relation)} ORDER BY name`,
    undefined,
    { signal },
  );
  return rows.map(({ name }) => name);
}
