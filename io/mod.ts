/**
 * Datasets: the DuckDB session, readers, writers, rejects.
 *
 * Importing this costs no DuckDB; it is loaded when a session is opened.
 *
 * @module
 */
export { type ReaderConfig, readerConfigSchema, type WriterConfig, writerConfigSchema } from "./config.ts";
export { type DatasetsOptions, openDatasets } from "./datasets.ts";
export {
  openSession,
  type QueryOptions,
  type Session,
  type SessionOptions,
  type SqlParams,
  type SqlValue,
  warmBinding,
} from "./duckdb/mod.ts";
export { readerKinds } from "./readers/kinds.ts";
export { describeTable } from "./table.ts";
export type {
  Column,
  Datasets,
  ReadOptions,
  ReadReport,
  RejectCount,
  Relation,
  SourceFile,
  Table,
  TableSchema,
  WriteReport,
  WriteSource,
} from "./types.ts";
export { writerKinds } from "./writers/mod.ts";
export { type TableFiles, tableFiles } from "./asset_kinds/mod.ts";
export { exportQuery } from "./export/mod.ts";
