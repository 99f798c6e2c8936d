/**
 * Values of assets on disk.
 *
 * @module
 */
export { type TableFiles, tableFiles, type TableFilesOptions, type WrittenTable } from "./table_files.ts";
