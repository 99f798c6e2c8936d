import { quoteName } from "../../../core/mod.ts";
import type { FigureSheet } from "../../figures/mod.ts";
import type { MergeReport } from "../../report/mod.ts";
import type { Session, Table } from "../../resources/types.ts";

/** Stores of a category with one merged cluster before and one after the rebalancing. */
export interface PairMove {
  readonly category: string;
  readonly merged: string;
  readonly rebalanced: string;
  readonly stores: number;
}

/** Counts stores by merged and rebalanced cluster, by category. */
export async function readMoves(
  session: Session,
  saved: Table,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly PairMove[]>> {
  const rows = await session.rows<PairMove>(
    `SELECT category, merged_cluster AS merged, rebalanced_cluster AS rebalanced, count(*) AS stores
     FROM ${quoteName(saved.relation)} GROUP BY ALL ORDER BY ALL`,
    undefined,
    { signal },
  );
  return Map.groupBy(rows, ({ category }) => category);
}

/** What the merge of a category came to; null when it has none. */
export function mergeReport(
  moves: readonly PairMove[] | undefined,
  minimumSize: number,
  sheet: FigureSheet | undefined,
): MergeReport | null {
  if (moves === undefined) return null;
  const pairs = [...new Set(moves.map(({ merged }) => merged))];
  return {
    minimumSize,
    stores: sum(moves),
    moved: sum(moves.filter(({ merged, rebalanced }) => merged !== rebalanced)),
    pairs: pairs.map((pair) => ({
      pair,
      before: sum(moves.filter(({ merged }) => merged === pair)),
      after: sum(moves.filter(({ rebalanced }) => rebalanced === pair)),
    })),
    figures: sheet?.figures ?? [],
  };
}

function sum(moves: readonly PairMove[]): number {
  return moves.reduce((total, { stores }) => total + stores, 0);
}
