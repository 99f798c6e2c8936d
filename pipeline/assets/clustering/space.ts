import { createMatrix, type Matrix } from "../../../core/mod.ts";
import type { Session, Table } from "../../resources/types.ts";
import { type FittedPreparation, spaceNames } from "./preparation.ts";
import { readMatrix } from "./store_table.ts";

/** Stores in the space that clusters are in. */
export interface Space {
  /** STORE_NBR, ascending. */
  readonly stores: Float64Array;
  /** stores x dimensions. */
  readonly x: Matrix;
  /** 1 for a store that is held out of fitting. */
  readonly outlier: Uint8Array;
  /** The rows of `x` that clusters are fitted on. */
  readonly fitted: Matrix;
}

/** Reads the reduced features of a category. */
export async function readSpace(
  session: Session,
  reduced: Table,
  { preparation, outliers }: FittedPreparation,
  signal: AbortSignal,
): Promise<Space> {
  const { stores, x } = await readMatrix(session, reduced, spaceNames(preparation), signal);
  const held = new Set(outliers.stores);
  const outlier = Uint8Array.from(stores, (store) => held.has(store) ? 1 : 0);
  const rows = stores.length - outlier.reduce((sum, one) => sum + one, 0);
  const fitted = createMatrix(rows, x.columns);
  for (let i = 0, at = 0; i < x.rows; i++) {
    if (outlier[i] === 1) continue;
    fitted.data.set(x.data.subarray(i * x.columns, (i + 1) * x.columns), at * x.columns);
    at++;
  }
  return { stores, x, outlier, fitted };
}
