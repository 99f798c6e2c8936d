import { compareLabels, quoteName } from "../../core/mod.ts";
import { storeKey } from "../assets/clustering/store_table.ts";
import { type Materialization, Problem, type RunId } from "../engine/mod.ts";
import { countOf, type Figure, movementFigure } from "../figures/mod.ts";
import type { Session } from "../resources/types.ts";
import { type ClusterSource, openTable, openViewSession } from "./source.ts";
import { chooseValues, type ClusterSide } from "./values.ts";

/** What stores can be split by. */
export const segmentLayers = ["internal", "external", "merged"] as const;

/** One of {@link segmentLayers}. */
export type SegmentLayer = (typeof segmentLayers)[number];

/** A category in two runs. */
export interface CategoryMovement {
  readonly category: string;
  /** Stores of both runs. */
  readonly common: number;
  readonly moved: number;
  readonly fresh: number;
  readonly gone: number;
  readonly adjustedRand: number | null;
  /** Whether both runs have the very same assignment. */
  readonly same: boolean;
}

/** A store that is not in the cluster that continues the one it was in. */
export interface MovedStore {
  readonly store: number;
  /** Null for a store that was not there. */
  readonly from: string | null;
  /** Null for a store that is gone. */
  readonly to: string | null;
  /** How surely it is where it is now: 0 stands on the border; null where that is not known. */
  readonly margin: number | null;
}

/** Two runs of one category, in detail. */
export interface MovementView extends CategoryMovement {
  readonly before: readonly string[];
  readonly now: readonly string[];
  /** Stores of each earlier cluster (rows) in each new one (columns). */
  readonly matrix: readonly (readonly number[])[];
  /** Which new cluster continues which earlier one. */
  readonly continued: readonly { readonly from: string; readonly to: string; readonly stores: number }[];
  readonly stores: readonly MovedStore[];
  readonly figure: Figure | null;
}

/** Which runs to compare. */
export interface MovementChoice {
  readonly layer: SegmentLayer;
  readonly from: RunId;
  readonly to: RunId;
  readonly signal?: AbortSignal | undefined;
}

interface Labels {
  readonly stores: readonly number[];
  readonly labels: readonly string[];
  readonly margins: readonly (number | null)[];
}

/** Every category that both runs have. @throws {Problem} of kind usage for an unknown run */
export async function listMovements(
  source: ClusterSource,
  choice: MovementChoice,
): Promise<readonly CategoryMovement[]> {
  const [earlier, later] = await bothRuns(source, choice);
  await using session = await openViewSession(source);
  const found: CategoryMovement[] = [];
  for (const category of [...later.keys()].filter((key) => earlier.has(key)).sort()) {
    const [a, b] = [earlier.get(category)!, later.get(category)!];
    const { movement } = await compare(source, session, choice, category, a, b);
    found.push(movement);
  }
  return found;
}

/** One category of two runs. @throws {Problem} of kind usage when one of them does not have it */
export async function readMovement(
  source: ClusterSource,
  category: string,
  choice: MovementChoice,
): Promise<MovementView> {
  const [earlier, later] = await bothRuns(source, choice);
  const [a, b] = [earlier.get(category), later.get(category)];
  if (a === undefined || b === undefined) {
    throw new Problem(
      "usage",
      `Cannot compare "${category}": run ${a === undefined ? choice.from : choice.to} has none`,
      {
        place: "category",
        remedy: "Choose a category that both runs clustered.",
      },
    );
  }
  await using session = await openViewSession(source);
  const { movement, found, before, now, names } = await compare(source, session, choice, category, a, b);
  const { first, second, counts } = found.table;
  const continued = found.matching.map(({ previous, current, shared }) => ({
    from: names[previous]!,
    to: names[current]!,
    stores: shared,
  }));
  const matrix = first.map((_, row) => Array.from(second, (_, column) => counts.data[row * counts.columns + column]!));
  const [rows, columns] = [first.map((label) => names[label]!), Array.from(second, (label) => names[label]!)];
  return {
    ...movement,
    before: rows,
    now: columns,
    matrix,
    continued,
    stores: movedStores(before, now, continued),
    figure: figureOf(rows, columns, matrix, continued, movement),
  };
}

async function bothRuns({ history }: ClusterSource, { layer, from, to }: MovementChoice) {
  const asset = layer === "merged" ? "cluster_reassignment" : `${layer satisfies ClusterSide}_assign_clusters`;
  const all = async (run: RunId) => await (await chooseValues(history, run)).all(asset);
  return [await all(from), await all(to)] as const;
}

async function compare(
  source: ClusterSource,
  session: Session,
  { layer, signal }: MovementChoice,
  category: string,
  a: Materialization,
  b: Materialization,
) {
  const before = await readLabels(source, session, layer, a, signal);
  const now = a.version === b.version ? before : await readLabels(source, session, layer, b, signal);
  const earlier = new Map(before.stores.map((store, row) => [store, before.labels[row]!]));
  const current = new Set(now.stores);
  const common = [...now.stores.keys()].filter((row) => earlier.has(now.stores[row]!));
  const names = [...new Set([...before.labels, ...now.labels])].sort(byParts);
  const places = new Map(names.map((name, place) => [name, place]));
  const found = compareLabels(
    common.map((row) => places.get(earlier.get(now.stores[row]!)!)!),
    common.map((row) => places.get(now.labels[row]!)!),
  );
  const movement: CategoryMovement = {
    category,
    common: common.length,
    moved: found.moved,
    fresh: now.stores.length - common.length,
    gone: before.stores.filter((store) => !current.has(store)).length,
    adjustedRand: common.length === 0 ? null : found.adjustedRand,
    same: a.version === b.version || a.hash === b.hash,
  };
  return { movement, found, before, now, names };
}

async function readLabels(
  source: ClusterSource,
  session: Session,
  layer: SegmentLayer,
  value: Materialization,
  signal: AbortSignal | undefined,
): Promise<Labels> {
  const { relation } = await openTable(source, session, value, `labels_${value.version}`);
  const cells = layer === "merged"
    ? "split_part(rebalanced_cluster, '_', 1)::INTEGER AS a, split_part(rebalanced_cluster, '_', 2)::INTEGER AS b, " +
      "NULL::DOUBLE AS margin"
    : "cluster AS a, -1 AS b, margin";
  const columns = await session.columns(
    `SELECT ${storeKey} AS store, ${cells} FROM ${quoteName(relation)} ORDER BY ${storeKey}`,
    undefined,
    { signal },
  );
  const [a, b, margins] = [columns.get("a")!, columns.get("b")!, columns.get("margin")!];
  return {
    stores: Array.from(columns.get("store")!),
    labels: Array.from(a, (label, row) => b[row]! < 0 ? String(label) : `${label}_${b[row]}`),
    margins: Array.from(margins, (margin) => Number.isNaN(margin) ? null : margin),
  };
}

function movedStores(before: Labels, now: Labels, continued: MovementView["continued"]): readonly MovedStore[] {
  const follows = new Map(continued.map(({ from, to }) => [from, to]));
  const earlier = new Map(before.stores.map((store, row) => [store, before.labels[row]!]));
  const there = new Set(now.stores);
  const moved = now.stores.flatMap((store, row): MovedStore[] => {
    const from = earlier.get(store) ?? null;
    const to = now.labels[row]!;
    return from !== null && follows.get(from) === to ? [] : [{ store, from, to, margin: now.margins[row]! }];
  });
  const gone = before.stores.flatMap((store, row): MovedStore[] =>
    there.has(store) ? [] : [{ store, from: before.labels[row]!, to: null, margin: null }]
  );
  return [...moved, ...gone].sort((a, b) => a.store - b.store);
}

function figureOf(
  before: readonly string[],
  now: readonly string[],
  matrix: MovementView["matrix"],
  continued: MovementView["continued"],
  { common, fresh, gone }: CategoryMovement,
): Figure | null {
  if (common === 0) return null;
  const follows = new Map(continued.map(({ from, to }) => [from, to]));
  const movements = before.flatMap((from, row) =>
    now.map((to, column) => ({ from, to, stores: matrix[row]![column]!, stayed: follows.get(from) === to }))
  );
  const others = [["new", fresh], ["gone", gone]] as const;
  return movementFigure({
    name: "movement",
    title: "Where the stores went",
    sides: ["before", "now"],
    movements,
    note: others.filter(([, count]) => count > 0).map(([word, count]) => `${countOf(count, "store")} ${word}.`).join(
      " ",
    ),
  });
}

/** Labels such as 2 and 2_10 by the numbers in them. */
function byParts(a: string, b: string): number {
  const [first, second] = [a.split("_").map(Number), b.split("_").map(Number)];
  return first[0]! - second[0]! || (first[1] ?? -1) - (second[1] ?? -1) || (a < b ? -1 : a > b ? 1 : 0);
}
