import type { Clock } from "../../infra/clock.ts";
import type { ExecuteTask } from "./execute.ts";

/** A cell as JSON has it; dates, decimals, lists and whatever is no number in JSON come as text. */
export type CellValue = string | number | boolean | null;

/** A column with DuckDB's name of its type. */
export interface DataColumn {
  readonly name: string;
  readonly type: string;
}

/** A Parquet file of an asset, and the partition that it is. */
export interface DataFile {
  /** Absolute, below the folder of assets. */
  readonly path: string;
  /** Undefined for an asset without partitions. */
  readonly partition?: string;
}

/** How a column's values are compared. */
export const filterOperators = ["eq", "ne", "lt", "le", "gt", "ge", "contains", "empty", "filled"] as const;

/** One of {@link filterOperators}. */
export type FilterOperator = (typeof filterOperators)[number];

/** Formats of downloads. */
export const downloadFormats = ["csv", "parquet"] as const;

/** One of {@link downloadFormats}. */
export type DownloadFormat = (typeof downloadFormats)[number];

/** Which rows are wanted, by one column. */
export interface ColumnFilter {
  readonly column: string;
  readonly operator: FilterOperator;
  /** As text; `empty` and `filled` need none. */
  readonly value: string;
}

/** Which rows to look at, and in which order. */
export interface RowChoice {
  /** All of them must hold. @default every row */
  readonly filters?: readonly ColumnFilter[] | undefined;
  /** @default the order of the file */
  readonly sort?: { readonly column: string; readonly descending: boolean } | undefined;
}

/** Some rows of a table. */
export interface Preview {
  readonly columns: readonly DataColumn[];
  /** Rows x columns. */
  readonly rows: readonly (readonly CellValue[])[];
  /** Rows in all, and those that meet the filters. */
  readonly total: number;
  readonly matching: number;
}

/** What a column holds. */
export interface ColumnProfile {
  readonly name: string;
  readonly type: string;
  /** Share of cells without value, 0 to 1. */
  readonly nulls: number;
  /** Different values. */
  readonly distinct: number;
  /** Whether that is estimated, within some percent: where there are many. */
  readonly estimated: boolean;
  readonly least: CellValue;
  readonly greatest: CellValue;
  /** Of numbers only. */
  readonly mean?: number;
  /** Of numbers with more than one value: rows in equal parts of the range from least to greatest. */
  readonly histogram?: readonly number[];
  /** Of other columns: the most frequent values, most first. */
  readonly frequent?: readonly { readonly value: CellValue; readonly rows: number }[];
}

/** What became of rows between two versions, matched by key columns. */
export interface RowDifference {
  /** Columns that name a row; empty where none do, and rows are compared as a whole. */
  readonly keys: readonly string[];
  readonly before: number;
  readonly after: number;
  readonly added: number;
  readonly removed: number;
  /** 0 without keys. */
  readonly changed: number;
  /** By column that both have: rows whose value is another one; those with changes only, most first. */
  readonly columns: readonly { readonly name: string; readonly rows: number }[];
  /** Some changed cells, rows by their keys. */
  readonly samples: readonly {
    readonly key: readonly CellValue[];
    readonly column: string;
    readonly before: CellValue;
    readonly after: CellValue;
  }[];
}

/** A table of the console: an asset, or one partition of it. */
export interface ConsoleTable {
  readonly name: string;
  readonly files: readonly DataFile[];
}

/** What a query answers. */
export interface QueryAnswer {
  readonly columns: readonly DataColumn[];
  readonly rows: readonly (readonly CellValue[])[];
  /** Whether there are more rows than are given. */
  readonly more: boolean;
  readonly milliseconds: number;
}

/** Limits of everything that looks at data. */
export interface InspectionOptions {
  /** Folders that SQL may read: those of assets and rejects. Absolute. */
  readonly folders: readonly string[];
  /** Where files to download are made; removed after use. Absolute. */
  readonly temporary: string;
  readonly clock: Clock;
  /** Memory of one query. @default "512MB" */
  readonly memory?: string;
  /** Threads of one query. @default 1 */
  readonly threads?: number;
  /** Seconds that a query may take. @default 30 */
  readonly seconds?: number;
  /** Queries that run at once; others wait. @default 2 */
  readonly atOnce?: number;
  /** Answers queries that people write. @default in this process, where a hostile one can use up its memory */
  readonly execute?: ExecuteTask;
}
