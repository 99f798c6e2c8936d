import type ExcelJS from "exceljs";

/** The part of the library that reads and holds a workbook. */
export interface WorkbookLibrary {
  readonly Workbook: new () => ExcelJS.Workbook;
}

/**
 * Loads the workbook library on first use. Only its document model: the package's front door also loads streams and their
 * dependencies, which takes three times as long and reads environment variables that nothing here needs.
 */
export async function loadWorkbookLibrary(): Promise<WorkbookLibrary> {
  const module: { readonly default: unknown } = await import("exceljs/lib/doc/workbook.js");
  return { Workbook: module.default as WorkbookLibrary["Workbook"] };
}
