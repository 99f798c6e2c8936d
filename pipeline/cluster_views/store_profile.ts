import { featureWords } from "../../core/mod.ts";
import { shareColumnPrefix } from "../assets/sales_sql.ts";
import { readAssigned } from "../assets/clustering/visual_assets.ts";
import { Problem } from "../engine/mod.ts";
import { type ReadOptions, withCategory } from "./plane.ts";
import type { ClusterSource } from "./source.ts";
import type { ModelKey } from "./values.ts";

/** A feature of a store beside its cluster and all stores. */
export interface StoreFeature {
  readonly name: string;
  readonly label: string;
  readonly value: number;
  readonly clusterMean: number;
  readonly mean: number;
  /** Distance to the mean of all stores, in their standard deviations; 0 for a constant. */
  readonly score: number;
  /** Share of all stores with a lower value, 0 to 1. */
  readonly rank: number;
}

/** A store that is like another. */
export interface NearStore {
  readonly store: number;
  readonly cluster: number;
  /** In the space that clusters are in. */
  readonly distance: number;
}

/** What a store is like within a category. */
export interface StoreProfile {
  readonly cluster: number;
  /** The least usual first. */
  readonly features: readonly StoreFeature[];
  /** The nearest first. */
  readonly nearest: readonly NearStore[];
}

const listed = 10;

/** A store's features against its cluster and all stores, and the stores like it. @throws {Problem} when it is not there */
export function readStoreProfile(
  source: ClusterSource,
  key: ModelKey,
  store: number,
  options: ReadOptions = {},
): Promise<StoreProfile> {
  return withCategory(source, key, options, async (reader) => {
    const assigned = await readAssigned(reader.session, await reader.table("assign_clusters"), reader.signal);
    const row = assigned.stores.indexOf(store);
    if (row < 0) {
      throw new Problem("usage", `Cannot show store ${store}: it has no cluster in "${key.category}"`, {
        place: "store",
        remedy: "Choose another category, or look at the reasons in the run's log.",
      });
    }
    const { names, x } = await reader.features();
    const labels = featureWords(names, { sharePrefix: shareColumnPrefix, isFlag: () => false });
    const features = names.map((name, column): StoreFeature => {
      const values = Float64Array.from({ length: x.rows }, (_, i) => x.data[i * x.columns + column]!);
      return { name, label: labels[column]!.label, ...compared(values, assigned.labels, row) };
    });
    const { x: space } = await reader.space();
    return {
      cluster: assigned.labels[row]!,
      features: features.sort((a, b) => Math.abs(b.score) - Math.abs(a.score)),
      nearest: nearestRows(space, row).map(({ row, distance }) => ({
        store: assigned.stores[row]!,
        cluster: assigned.labels[row]!,
        distance,
      })),
    };
  });
}

function compared(values: Float64Array, labels: Float64Array, row: number) {
  const value = values[row]!;
  let [sum, squares, own, ownCount, lower] = [0, 0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    if (values[i]! < value) lower++;
    if (labels[i] !== labels[row]) continue;
    own += values[i]!;
    ownCount++;
  }
  const mean = sum / values.length;
  for (const one of values) squares += (one - mean) ** 2;
  const deviation = Math.sqrt(squares / values.length);
  return {
    value,
    clusterMean: own / ownCount,
    mean,
    score: deviation > 0 ? (value - mean) / deviation : 0,
    rank: lower / values.length,
  };
}

function nearestRows({ rows, columns, data }: { rows: number; columns: number; data: Float64Array }, row: number) {
  const found = [];
  for (let i = 0; i < rows; i++) {
    if (i === row) continue;
    let squared = 0;
    for (let j = 0; j < columns; j++) squared += (data[i * columns + j]! - data[row * columns + j]!) ** 2;
    found.push({ row: i, distance: Math.sqrt(squared) });
  }
  return found.sort((a, b) => a.distance - b.distance || a.row - b.row).slice(0, listed);
}
