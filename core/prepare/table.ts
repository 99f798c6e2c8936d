import { DataError } from "../errors.ts";
import type { Matrix } from "../matrix.ts";
import { columnOf } from "../matrix.ts";

/** A column of numbers; NaN means missing. */
export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  readonly values: Float64Array;
}

/** A column of texts; `null` means missing. */
export interface TextColumn {
  readonly kind: "text";
  readonly name: string;
  readonly values: readonly (string | null)[];
}

/** A column of a {@link Table}. */
export type Column = NumberColumn | TextColumn;

/** Named columns of equal length: what is known of each store before preparation. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
  /** How messages call rows, such as the stores' numbers. @default their places, from 0 */
  readonly rowNames?: ArrayLike<string | number>;
}

/**
 * A table of the given columns.
 *
 * @param rows Number of rows; needed only when there is no column to tell it
 * @param rowNames How messages call rows; their places when left out
 * @throws {RangeError} when columns differ in length or share a name
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createTable } from "./table.ts";
 *
 * const table = createTable([
 *   { kind: "number", name: "AGE", values: Float64Array.of(41, NaN) },
 *   { kind: "text", name: "AREA", values: ["urban", "rural"] },
 * ]);
 * assert.equal(table.rows, 2);
 * ```
 */
export function createTable(
  columns: readonly Column[],
  rows: number = columns[0]?.values.length ?? 0,
  rowNames?: ArrayLike<string | number>,
): Table {
  const names = new Set<string>();
  for (const { name, values } of columns) {
    if (values.length !== rows) {
      throw new RangeError(`Cannot make a table: column "${name}" has ${values.length} values instead of ${rows}`);
    }
    if (names.has(name)) throw new RangeError(`Cannot make a table: there are two columns "${name}"`);
    names.add(name);
  }
  return { rows, columns, ...(rowNames === undefined ? {} : { rowNames }) };
}

/** The columns of a matrix as a table. */
export function tableFromMatrix(x: Matrix, names: readonly string[]): Table {
  const columns = names.map((name, j): Column => ({ kind: "number", name, values: columnOf(x, j) }));
  return createTable(columns, x.rows);
}

/**
 * The columns with the given names and kinds, in that order.
 *
 * @param action What the caller is about to do, e.g. `fill missing values`
 * @throws {DataError} when a column is absent or of the other kind
 */
export function takeColumns(
  action: string,
  table: Table,
  wanted: readonly { readonly name: string; readonly kind: Column["kind"] }[],
): readonly Column[] {
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  return wanted.map(({ name, kind }) => {
    const column = byName.get(name);
    if (column === undefined) {
      throw new DataError(`Cannot ${action}: column "${name}" is missing`, {
        place: `column "${name}"`,
        remedy: `The model was fitted with this column; add it. There is: ${[...byName.keys()].join(", ")}.`,
      });
    }
    if (column.kind !== kind) {
      throw new DataError(`Cannot ${action}: column "${name}" holds ${column.kind}s instead of ${kind}s`, {
        place: `column "${name}"`,
      });
    }
    return column;
  });
}

/** Whether the value of a column in a row is missing. */
export function isMissing(column: Column, row: number): boolean {
  return column.kind === "number" ? Number.isNaN(column.values[row]!) : column.values[row] === null;
}

/**
 * Checks that no number is infinite.
 *
 * @throws {DataError} naming column and row
 */
export function checkNumbers(action: string, { name, values }: NumberColumn, rowNames?: Table["rowNames"]): void {
  const place = values.findIndex((value) => value === Infinity || value === -Infinity);
  if (place < 0) return;
  const row = `row ${rowNames?.[place] ?? place}`;
  throw new DataError(`Cannot ${action}: column "${name}" of ${row} is ${values[place]}`, {
    place: `${row}, column "${name}"`,
    remedy: "Correct the value, or make it missing so that it is filled.",
  });
}
