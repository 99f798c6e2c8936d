import { DataError } from "../errors.ts";

/** The clusters of one side, by store. */
export interface StoreLabels {
  /** Store numbers, each once, in any order. */
  readonly stores: readonly number[];
  /** Label of each store. */
  readonly labels: ArrayLike<number>;
}

/** Stores that both sides know, with the pair of their labels. */
export interface MergedLabels {
  /** Store numbers, ascending. */
  readonly stores: readonly number[];
  /** Row of each store in the internal side. */
  readonly internalRows: Int32Array;
  /** Row of each store in the external side. */
  readonly externalRows: Int32Array;
  /** `internal_external`, e.g. "0_1", for each store. */
  readonly merged: readonly string[];
  /** Stores of the internal side only, ascending. */
  readonly internalOnly: readonly number[];
  /** Stores of the external side only, ascending. */
  readonly externalOnly: readonly number[];
}

/**
 * Pairs the internal and the external cluster of every store that has both.
 *
 * @throws {RangeError} when a side has more or fewer labels than stores
 * @throws {DataError} when a store appears twice on one side, or no store on both
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mergeLabels } from "./merge.ts";
 *
 * const internal = { stores: [203, 201, 202], labels: [1, 0, 0] };
 * const external = { stores: [201, 203, 299], labels: [4, 5, 5] };
 * const { stores, merged, internalOnly, externalOnly } = mergeLabels(internal, external);
 * assert.deepEqual(stores, [201, 203]);
 * assert.deepEqual(merged, ["0_4", "1_5"]);
 * assert.deepEqual([internalOnly, externalOnly], [[202], [299]]);
 * ```
 */
export function mergeLabels(internal: StoreLabels, external: StoreLabels): MergedLabels {
  const internalRow = rowsByStore("internal", internal);
  const externalRow = rowsByStore("external", external);
  const both = ascending(internal.stores.filter((store) => externalRow.has(store)));
  if (both.length === 0) {
    throw new DataError(
      `Cannot merge clusters: no store is in both the internal (${internal.stores.length} stores) and the external ` +
        `(${external.stores.length} stores) clusters`,
      { remedy: "Check that both sides number the stores alike." },
    );
  }
  return {
    stores: both,
    internalRows: Int32Array.from(both, (store) => internalRow.get(store)!),
    externalRows: Int32Array.from(both, (store) => externalRow.get(store)!),
    merged: both.map((s) => `${internal.labels[internalRow.get(s)!]}_${external.labels[externalRow.get(s)!]}`),
    internalOnly: ascending(internal.stores.filter((store) => !externalRow.has(store))),
    externalOnly: ascending(external.stores.filter((store) => !internalRow.has(store))),
  };
}

function rowsByStore(side: string, { stores, labels }: StoreLabels): ReadonlyMap<number, number> {
  if (stores.length !== labels.length) {
    throw new RangeError(`Cannot merge clusters: ${labels.length} ${side} labels for ${stores.length} stores`);
  }
  const rows = new Map<number, number>();
  stores.forEach((store, row) => {
    if (rows.has(store)) {
      throw new DataError(`Cannot merge clusters: store ${store} appears twice on the ${side} side`, {
        place: `${side} clusters, store ${store}`,
        remedy: "Keep one row for each store.",
      });
    }
    rows.set(store, row);
  });
  return rows;
}

function ascending(stores: readonly number[]): readonly number[] {
  return [...stores].sort((a, b) => a - b);
}
