/**
 * Looks at stored data: rows of assets, what their columns hold, differences of versions, rejected rows, and queries that
 * people write. Whatever runs sees the folders of data and nothing else, changes nothing, and has a limit of time and memory.
 *
 * @module
 */
export type { ConsoleCatalog, FindTables } from "./console.ts";
export type { Download, DownloadSource } from "./downloads.ts";
export { type ExecuteTask, executeTask, type QueryTask, type TaskAnswer } from "./execute.ts";
export { type Inspector, openInspector } from "./inspector.ts";
export type { PreviewPart } from "./preview.ts";
export type { ProfilePart } from "./profile.ts";
export { type RejectedRow, rejectFilters, type RejectsFile, rejectsFiles, type RejectsPart } from "./rejects.ts";
export { answerTask, separateExecution, type TaskProcess } from "./separate.ts";
export { openTextSearch, type TextSearch, type TextSpan } from "./text_search.ts";
export {
  type CellValue,
  type ColumnFilter,
  type ColumnProfile,
  type ConsoleTable,
  type DataColumn,
  type DataFile,
  type DownloadFormat,
  downloadFormats,
  type FilterOperator,
  filterOperators,
  type InspectionOptions,
  type Preview,
  type QueryAnswer,
  type RowChoice,
  type RowDifference,
} from "./types.ts";
