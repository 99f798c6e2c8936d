import { csvWriter } from "./csv.ts";
import { duckdbWriter } from "./duckdb.ts";
import { jsonLinesWriter, jsonWriter } from "./json.ts";
import { parquetWriter } from "./parquet.ts";
import { sqliteWriter } from "./sqlite.ts";
import type { WriterKind } from "./types.ts";
import { xlsxWriter } from "./xlsx.ts";

/** Every kind of writer: a new kind is one constant in its own file and one line here. */
export const writerKinds = [
  csvWriter,
  duckdbWriter,
  jsonLinesWriter,
  jsonWriter,
  parquetWriter,
  sqliteWriter,
  xlsxWriter,
] as const satisfies readonly WriterKind[];
