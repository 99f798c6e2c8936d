import { quoteName } from "../../core/mod.ts";
import { storeKey } from "../assets/clustering/store_table.ts";
import type { Materialization } from "../engine/mod.ts";
import type { SegmentLayer } from "./movement.ts";
import type { ReadOptions } from "./plane.ts";
import { type ClusterSource, openTable, openViewSession } from "./source.ts";
import { chooseValues } from "./values.ts";

/** Stores with coordinates; lists by ascending store. */
export interface StoreMap {
  /** The table that coordinates come from; null while nothing has any. */
  readonly from: string | null;
  readonly stores: readonly number[];
  readonly latitudes: readonly number[];
  readonly longitudes: readonly number[];
  /** Segment of each store; null for a store without one. */
  readonly segments: readonly (string | null)[];
  /** Stores with a segment that have no coordinates. */
  readonly unplaced: number;
}

/** Which segments to show. */
export interface MapChoice extends ReadOptions {
  readonly layer: SegmentLayer;
  readonly category: string;
}

/** Tables that may hold coordinates, the one that is nearest to the sources first. */
const tables = ["external_features_data", "preprocessed_external_data"];
const latitude = /^lat(itude)?$/i;
const longitude = /^(lon|lng|long|longitude)$/i;

/** Stores with coordinates in the external data, and their segment in a category. */
export async function readMap(source: ClusterSource, choice: MapChoice): Promise<StoreMap> {
  const { layer, category, run, signal } = choice;
  const values = await chooseValues(source.history, run);
  const newest = await chooseValues(source.history);
  const placed = await placedTable(async (asset) => await values.find(asset) ?? await newest.find(asset));
  const labels = await values.find(layer === "merged" ? "cluster_reassignment" : `${layer}_assign_clusters`, category);
  const none = { from: null, stores: [], latitudes: [], longitudes: [], segments: [], unplaced: 0 };
  if (placed === undefined) return none;
  await using session = await openViewSession(source);
  await openTable(source, session, placed.value, "places");
  const label = layer === "merged" ? "rebalanced_cluster" : "cluster::VARCHAR";
  if (labels !== undefined) await openTable(source, session, labels, "labels");
  const segments = labels === undefined
    ? `SELECT NULL::BIGINT AS ${storeKey}, NULL::VARCHAR AS segment LIMIT 0`
    : `SELECT ${storeKey}, ${label} AS segment FROM labels`;
  const rows = await session.rows<{ store: number; lat: number | null; lon: number | null; segment: string | null }>(
    `WITH p AS (
       SELECT ${storeKey} AS store, any_value(TRY_CAST(${quoteName(placed.latitude)} AS DOUBLE)) AS lat,
         any_value(TRY_CAST(${quoteName(placed.longitude)} AS DOUBLE)) AS lon
       FROM places GROUP BY ${storeKey}
     ), s AS (${segments})
     SELECT coalesce(p.store, s.${storeKey}) AS store,
       CASE WHEN abs(lat) <= 90 AND abs(lon) <= 180 THEN lat END AS lat,
       CASE WHEN abs(lat) <= 90 AND abs(lon) <= 180 THEN lon END AS lon, segment
     FROM p FULL OUTER JOIN s ON p.store = s.${storeKey} WHERE coalesce(p.store, s.${storeKey}) IS NOT NULL ORDER BY 1`,
    undefined,
    { signal },
  );
  const there = rows.filter(({ lat, lon }) => lat !== null && lon !== null);
  return {
    from: placed.value.asset,
    stores: there.map(({ store }) => store),
    latitudes: there.map(({ lat }) => lat!),
    longitudes: there.map(({ lon }) => lon!),
    segments: there.map(({ segment }) => segment),
    unplaced: rows.filter(({ lat, lon, segment }) => segment !== null && (lat === null || lon === null)).length,
  };
}

interface PlacedTable {
  readonly value: Materialization;
  readonly latitude: string;
  readonly longitude: string;
}

async function placedTable(
  find: (asset: string) => Promise<Materialization | undefined>,
): Promise<PlacedTable | undefined> {
  for (const asset of tables) {
    const value = await find(asset);
    const names = value?.columns?.map(({ name }) => name) ?? [];
    const [lat, lon] = [names.find((name) => latitude.test(name)), names.find((name) => longitude.test(name))];
    if (value !== undefined && lat !== undefined && lon !== undefined) return { value, latitude: lat, longitude: lon };
  }
  return undefined;
}
