import { csvReader } from "./csv.ts";
import { excelReader } from "./excel.ts";
import { jsonLinesReader, jsonReader } from "./json.ts";
import { parquetReader } from "./parquet.ts";
import { duckdbReader } from "./table_duckdb.ts";
import { sqliteReader } from "./table_sqlite.ts";
import type { ReaderKind } from "./types.ts";

/** Every kind of reader: a new kind is one constant in its own file and one line here. */
export const readerKinds = [
  csvReader,
  duckdbReader,
  excelReader,
  jsonLinesReader,
  jsonReader,
  parquetReader,
  sqliteReader,
] as const satisfies readonly ReaderKind[];
