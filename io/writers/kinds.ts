import { csvWriter } from "./csv.ts";
import { jsonLinesWriter, jsonWriter } from "./json.ts";
import { parquetWriter } from "./parquet.ts";
import type { WriterKind } from "./types.ts";

/** Every kind of writer: a new kind is one constant in its own file and one line here. */
export const writerKinds = [
  csvWriter,
  jsonLinesWriter,
  jsonWriter,
  parquetWriter,
] as const satisfies readonly WriterKind[];
