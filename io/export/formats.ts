import type { z } from "zod";
import { csvWriter } from "../writers/csv.ts";
import { jsonLinesWriter, jsonWriter } from "../writers/json.ts";
import { parquetWriter } from "../writers/parquet.ts";
import type { WriterKind } from "../writers/types.ts";
import { xlsxWriter } from "../writers/xlsx.ts";

/** Formats that a query can be exported to. */
export const exportFormats = ["csv", "parquet", "json", "jsonl", "xlsx"] as const;

/** One of {@link exportFormats}. */
export type ExportFormat = (typeof exportFormats)[number];

/** The writer of each format. */
export const exportWriters: Readonly<Record<ExportFormat, WriterKind<z.ZodObject>>> = {
  csv: csvWriter as WriterKind,
  parquet: parquetWriter as WriterKind,
  json: jsonWriter as WriterKind,
  jsonl: jsonLinesWriter as WriterKind,
  xlsx: xlsxWriter as WriterKind,
};
