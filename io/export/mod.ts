/**
 * Rows of a session as files for others.
 *
 * @module
 */
export { type ExportOptions, exportQuery, type ExportSource } from "./export_query.ts";
export { type ExportFormat, exportFormats } from "./formats.ts";
