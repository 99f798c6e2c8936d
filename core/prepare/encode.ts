import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { checkFinite, createMatrix, type Matrix } from "../matrix.ts";
import { type Table, takeColumns, type TextColumn } from "./table.ts";

/** Ways to turn texts of more than two levels into numbers. */
export const textEncodings = ["one_hot", "ordinal"] as const;

/** One of {@link textEncodings}. */
export type TextEncoding = (typeof textEncodings)[number];

/** How one column becomes numbers. */
export type Encoding =
  | { readonly kind: "number"; readonly name: string }
  | { readonly kind: "binary"; readonly name: string; readonly levels: readonly string[] }
  | { readonly kind: "one_hot"; readonly name: string; readonly levels: readonly string[]; readonly rare: boolean }
  | { readonly kind: "ordinal"; readonly name: string; readonly levels: readonly string[] };

/** How each column becomes numbers. Plain data. */
export interface EncoderModel {
  readonly kind: "encoder";
  readonly encodings: readonly Encoding[];
  /** Names of the columns that come out. */
  readonly names: readonly string[];
  /** Text columns with a single level, or rare ones only: they say nothing and give no column. */
  readonly skipped: readonly string[];
}

/** Options of {@link fitEncoder}. */
export interface EncodeOptions {
  /** For texts of more than two levels. @default "one_hot" */
  readonly text?: TextEncoding;
  /** Most levels of a one-hot column that get a column of their own; the others share one called rare. @default 20 */
  readonly maxLevels?: number;
  /** Fewest rows of a one-hot level that gets a column of its own; the others are rare. @default 1 */
  readonly minRows?: number;
}

/** Limits of {@link EncodeOptions}. */
export const encodeLimits = {
  maxLevels: { kind: "integer", from: 1, to: 1000 },
  minRows: { kind: "integer", from: 1 },
} as const satisfies LimitTable;

/** A matrix with a name for each column. */
export interface Features {
  readonly names: readonly string[];
  readonly x: Matrix;
}

const rareLevel = "(rare)";

/**
 * Learns how columns become numbers. Numbers stay. Texts of two levels become one column `NAME=level`, 1 for the level
 * that sorts last. Texts of more levels become a column for each of the most frequent levels (ties in sort order) and
 * `NAME=(rare)` for the rest, or the place of the level in sort order.
 *
 * @throws {RangeError} when `maxLevels` is out of range
 * @throws {DataError} when a text is missing
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { encode, fitEncoder } from "./encode.ts";
 * import { createTable } from "./table.ts";
 *
 * const table = createTable([{ kind: "text", name: "AREA", values: ["urban", "rural", "urban"] }]);
 * const { names, x } = encode(fitEncoder(table), table);
 * assert.deepEqual(names, ["AREA=urban"]);
 * assert.deepEqual(x.data, Float64Array.of(1, 0, 1));
 * ```
 */
export function fitEncoder(table: Table, options: EncodeOptions = {}): EncoderModel {
  const { text = "one_hot", maxLevels = 20, minRows = 1 } = options;
  checkLimits("encode texts", { maxLevels, minRows }, encodeLimits);
  const encodings: Encoding[] = [];
  const skipped: string[] = [];
  for (const column of table.columns) {
    const encoding = column.kind === "number" ? column : textEncoding(column, { text, maxLevels, minRows });
    if (encoding === undefined) skipped.push(column.name);
    else encodings.push(encoding.kind === "number" ? { kind: "number", name: encoding.name } : encoding);
  }
  const names = encodings.flatMap(namesOf);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new DataError(`Cannot encode texts: two columns would be called "${twice}"`);
  return frozen({ kind: "encoder", encodings, names, skipped });
}

/**
 * A table as numbers. A text that was not seen in the fit counts as rare; without a rare column it is 0 in every level,
 * 0.5 in a binary column and -1 in an ordinal one. {@link unknownLevels} lists such texts.
 *
 * @returns rows x `model.names.length`
 * @throws {DataError} when a column is absent or of another kind, or a value is missing
 */
export function encode(model: EncoderModel, table: Table): Features {
  const x = createMatrix(table.rows, model.names.length);
  let start = 0;
  takeColumns("encode texts", table, model.encodings.map(wantedColumn)).forEach((column, c) => {
    const encoding = model.encodings[c]!;
    const width = namesOf(encoding).length;
    for (let i = 0; i < table.rows; i++) {
      const cells = x.data.subarray(i * x.columns + start, i * x.columns + start + width);
      if (column.kind === "number") cells[0] = column.values[i]!;
      else writeText(encoding, textAt(column, i), cells);
    }
    start += width;
  });
  checkFinite("encode texts", x, { columns: model.names });
  return { names: model.names, x };
}

/** Texts of a table that the fit did not see, by column, in sort order; columns without any are left out. */
export function unknownLevels(model: EncoderModel, table: Table): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  takeColumns("encode texts", table, model.encodings.map(wantedColumn)).forEach((column, c) => {
    const encoding = model.encodings[c]!;
    if (column.kind === "number" || encoding.kind === "number") return;
    const known = new Set<string | null>([...encoding.levels, null]);
    const unknown = new Set(column.values.filter((value) => !known.has(value)));
    if (unknown.size > 0 && !(encoding.kind === "one_hot" && encoding.rare)) {
      found.set(column.name, [...unknown].map(String).sort());
    }
  });
  return found;
}

function wantedColumn({ name, kind }: Encoding): { name: string; kind: "number" | "text" } {
  return { name, kind: kind === "number" ? "number" : "text" };
}

function textAt(column: TextColumn, row: number): string {
  const value = column.values[row];
  if (typeof value === "string") return value;
  throw new DataError(`Cannot encode texts: column "${column.name}" of row ${row} is missing`, {
    place: `row ${row}, column "${column.name}"`,
    remedy: "Fill missing values first (impute).",
  });
}

function textEncoding(column: TextColumn, options: Required<EncodeOptions>): Encoding | undefined {
  const { text, maxLevels, minRows } = options;
  const counts = new Map<string, number>();
  for (let i = 0; i < column.values.length; i++) {
    const value = textAt(column, i);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const levels = [...counts.keys()].sort();
  const { name } = column;
  if (levels.length < 2) return undefined;
  if (levels.length === 2) return { kind: "binary", name, levels };
  if (text === "ordinal") return { kind: "ordinal", name, levels };
  const own = levels.filter((level) => level !== rareLevel && counts.get(level)! >= minRows)
    .sort((a, b) => counts.get(b)! - counts.get(a)! || (a < b ? -1 : 1)).slice(0, maxLevels).sort();
  if (own.length === 0) return undefined;
  return { kind: "one_hot", name, levels: own, rare: own.length < levels.length };
}

function namesOf(encoding: Encoding): readonly string[] {
  const { kind, name } = encoding;
  switch (kind) {
    case "number":
    case "ordinal":
      return [name];
    case "binary":
      return [`${name}=${encoding.levels[1]}`];
    case "one_hot":
      return [...encoding.levels, ...(encoding.rare ? [rareLevel] : [])].map((level) => `${name}=${level}`);
    default:
      return kind satisfies never;
  }
}

function writeText(encoding: Encoding, text: string, cells: Float64Array): void {
  if (encoding.kind === "number") return;
  const place = encoding.levels.indexOf(text);
  if (encoding.kind === "binary") cells[0] = place < 0 ? 0.5 : place;
  else if (encoding.kind === "ordinal") cells[0] = place;
  else if (place >= 0) cells[place] = 1;
  else if (encoding.rare) cells[encoding.levels.length] = 1;
}
