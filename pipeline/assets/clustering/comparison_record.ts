import { z } from "../../../infra/zod.ts";
import { compareLabels, type LabelComparison } from "../../../core/mod.ts";
import { type CheckOutcome, defineCheck, record } from "../../engine/mod.ts";
import { params } from "../../resources/types.ts";
import type { PreviousLabels } from "./training.ts";

const score = z.number().nullable();

const pair = z.strictObject({
  previous: z.int(),
  cluster: z.int(),
  /** Stores of both. */
  stores: z.int(),
  /** Share of all compared stores. */
  share: z.number(),
});

const comparisonSchema = z.strictObject({
  category: z.string(),
  /** Stores with a cluster before and now; 0 when there is nothing to compare with. */
  common_stores: z.int(),
  /** Stores that are new, and that are gone; the first of them by number. */
  new_stores: z.int(),
  gone_stores: z.int(),
  new_store_list: z.array(z.number()),
  gone_store_list: z.array(z.number()),
  /** Stores that did not go from a cluster to the one that continues it. */
  moved: z.int(),
  moved_share: score,
  /** The first of them by number. */
  moved_stores: z.array(z.strictObject({ store: z.number(), previous: z.int(), cluster: z.int() })),
  adjusted_rand: score,
  adjusted_mutual_information: score,
  v_measure: score,
  /** Stores of each earlier cluster (rows) in each new one (columns). */
  contingency: z.strictObject({
    previous: z.array(z.int()),
    clusters: z.array(z.int()),
    stores: z.array(z.array(z.int())),
  }),
  /** Which cluster continues which: one-to-one, with the most stores in all. */
  matching: z.array(pair),
  /** Share of the compared stores that stayed with the cluster that continues theirs. */
  matched_share: score,
  /** The earlier cluster that most stores of each new one were in; `share` is that of the new cluster's stores. */
  best_previous: z.array(pair),
});

/** The clusters of a category against those published before. */
export type ClusterComparison = z.infer<typeof comparisonSchema>;

/** Kind of {@link ClusterComparison}. */
export const clusterComparison = record(comparisonSchema);

/** Most stores that a list names. */
const listed = 1000;

/** Compares the clusters of stores with earlier ones; stores that are in one run only are counted. */
export function compareRuns(category: string, before: PreviousLabels, now: PreviousLabels): ClusterComparison {
  const earlier = labelsByStore(before);
  const current = labelsByStore(now);
  const common = [...current.keys()].filter((store) => earlier.has(store)).sort((a, b) => a - b);
  // Where nothing was published before, no store is new.
  const fresh = earlier.size === 0
    ? []
    : [...current.keys()].filter((store) => !earlier.has(store)).sort((a, b) => a - b);
  const gone = [...earlier.keys()].filter((store) => !current.has(store)).sort((a, b) => a - b);
  const found = compareLabels(common.map((store) => earlier.get(store)!), common.map((store) => current.get(store)!));
  const continued = new Map(found.matching.map(({ previous, current }) => [previous, current]));
  const moved = common.filter((store) => continued.get(earlier.get(store)!) !== current.get(store));
  return {
    category,
    common_stores: common.length,
    new_stores: fresh.length,
    gone_stores: gone.length,
    new_store_list: fresh.slice(0, listed),
    gone_store_list: gone.slice(0, listed),
    moved: moved.length,
    moved_stores: moved.slice(0, listed).map((store) => ({
      store,
      previous: earlier.get(store)!,
      cluster: current.get(store)!,
    })),
    ...scores(found),
    ...tables(found),
  };
}

function labelsByStore({ stores, labels }: PreviousLabels): ReadonlyMap<number, number> {
  const entries = Array.from(stores, (store, row) => [store, labels[row]!] as const);
  return new Map(entries.filter(([, label]) => label >= 0));
}

function scores({ rows, moved, adjustedRand, adjustedMutualInformation, v }: LabelComparison) {
  const known = <T>(value: T) => rows === 0 ? null : value;
  return {
    moved_share: known(moved / rows),
    matched_share: known(1 - moved / rows),
    adjusted_rand: known(adjustedRand),
    adjusted_mutual_information: known(adjustedMutualInformation),
    v_measure: known(v),
  };
}

function tables({ rows, table: { first, second, counts }, matching, best }: LabelComparison) {
  return {
    contingency: {
      previous: [...first],
      clusters: [...second],
      stores: first.map((_, row) => Array.from(second, (_, column) => counts.data[row * counts.columns + column]!)),
    },
    matching: matching.map(({ previous, current, shared }) => ({
      previous,
      cluster: current,
      stores: shared,
      share: shared / rows,
    })),
    best_previous: best.map(({ previous, current, shared, share }) => ({
      previous,
      cluster: current,
      stores: shared,
      share,
    })),
  };
}

/** Most stores stayed where they were. */
export const fewMoved = defineCheck(clusterComparison, {
  name: "few_moved",
  description: "At most job_params.max_moved_share of the stores changed their cluster since it was published before",
  severity: "warn",
  resources: { params },
  run: ({ value, resources }) => movementOf(value, resources.params.max_moved_share),
});

/** Compares movements with what {@link fewMoved} allows. */
export function movementOf(comparison: ClusterComparison, limit: number): CheckOutcome {
  const { common_stores, moved, moved_share, moved_stores } = comparison;
  if (moved_share === null) return { passed: true, message: "There is nothing to compare with", figures: { limit } };
  return {
    passed: moved_share <= limit,
    message: `${moved} of ${common_stores} stores (${(100 * moved_share).toFixed(1)} %) changed their cluster` +
      (moved_share <= limit ? "" : `; allowed are ${100 * limit} %`),
    figures: { moved, moved_share, limit },
    samples: moved_share <= limit ? [] : moved_stores.map((one) => ({ ...one })),
  };
}
