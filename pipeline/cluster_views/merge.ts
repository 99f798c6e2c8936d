import { z } from "../../infra/zod.ts";
import { quoteName, rebalance } from "../../core/mod.ts";
import { mergeFigures } from "../assets/clustering/merged_visual_asset.ts";
import { labelColumns } from "../assets/clustering/rebalanced_assets.ts";
import { featureNames, readMatrix, storeKey } from "../assets/clustering/store_table.ts";
import { record, type RunId } from "../engine/mod.ts";
import type { Figure } from "../figures/mod.ts";
import type { Session } from "../resources/types.ts";
import type { ReadOptions } from "./plane.ts";
import { type ClusterSource, openTable, openViewSession, readRecord } from "./source.ts";
import { chooseValues, valueOf } from "./values.ts";

/** A pair of an internal and an external cluster. */
export interface PairView {
  readonly pair: string;
  readonly internal: number;
  readonly external: number;
  /** Stores with this pair, and stores after small pairs were given up. */
  readonly before: number;
  readonly after: number;
}

/** A store whose pair was given up. */
export interface MovedPairStore {
  readonly store: number;
  readonly from: string;
  /** Stores that its pair had. */
  readonly fromStores: number;
  readonly to: string;
  /** To the centre of the pair that it went to, over all features of both sides, in standard deviations. */
  readonly distance: number;
}

/** The merge of both sides of a category. */
export interface MergeView {
  readonly category: string;
  readonly run: RunId;
  readonly createdAt: number;
  readonly version: string;
  /** Fewest stores of a pair that stays. */
  readonly minimumSize: number;
  readonly stores: number;
  /** Features that distances are measured over. */
  readonly features: number;
  readonly pairs: readonly PairView[];
  readonly moved: readonly MovedPairStore[];
  readonly figures: readonly Figure[];
}

const sizes = record(z.object({ min_cluster_size: z.number() }));

/** The merge of a category, what was moved and how far. @throws {Problem} when the category was not merged */
export async function readMerge(
  source: ClusterSource,
  category: string,
  { run, signal = new AbortController().signal }: ReadOptions = {},
): Promise<MergeView> {
  const values = await chooseValues(source.history, run);
  const value = await valueOf(values, "cluster_reassignment", category);
  const split = await valueOf(values, "optimized_merged_clusters", category);
  const { min_cluster_size: minimumSize } = await readRecord(source, split, sizes);
  await using session = await openViewSession(source);
  const table = await openTable(source, session, value, "reassigned");
  const counts = await pairCounts(session, signal);
  const names = featureNames(table).filter((name) => !labelColumns.includes(name));
  const { stores, x } = await readMatrix(session, table, names, signal);
  const pairs = await session.rows<{ pair: string }>(
    `SELECT merged_cluster AS pair FROM reassigned ORDER BY ${storeKey}`,
    undefined,
    { signal },
  );
  const found = rebalance(x, pairs.map(({ pair }) => pair), { minimumSize });
  const before = new Map(found.clusters.map((one) => [one.cluster, one.before]));
  return {
    category,
    run: value.run,
    createdAt: value.createdAt,
    version: value.version,
    minimumSize,
    stores: stores.length,
    features: names.length,
    pairs: pairsOf(counts),
    moved: found.moved.map(({ row, from, to, distance }) => ({
      store: stores[row]!,
      from,
      fromStores: before.get(from) ?? 0,
      to,
      distance,
    })),
    figures: mergeFigures(counts, minimumSize),
  };
}

type PairCount = Parameters<typeof mergeFigures>[0][number];

async function pairCounts(session: Session, signal: AbortSignal): Promise<readonly PairCount[]> {
  return await session.rows<PairCount>(
    `SELECT internal_cluster AS internal, external_cluster AS external, merged_cluster AS merged,
       rebalanced_cluster AS rebalanced, count(*) AS stores
     FROM ${quoteName("reassigned")} GROUP BY ALL ORDER BY ALL`,
    undefined,
    { signal },
  );
}

function pairsOf(counts: readonly PairCount[]): readonly PairView[] {
  const pairs = new Map<string, { internal: number; external: number; before: number; after: number }>();
  for (const { merged, internal, external, stores } of counts) {
    const pair = pairs.get(merged) ?? { internal, external, before: 0, after: 0 };
    pairs.set(merged, { ...pair, before: pair.before + stores });
  }
  for (const { rebalanced, stores } of counts) pairs.get(rebalanced)!.after += stores;
  return [...pairs].map(([pair, rest]) => ({ pair, ...rest }));
}
