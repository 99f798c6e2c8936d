import type ExcelJS from "exceljs";
import { Problem } from "../../infra/errors.ts";

/** The part of the library that reads and holds a workbook. */
export interface WorkbookLibrary {
  readonly Workbook: new () => ExcelJS.Workbook;
}

/**
 * Loads the workbook library on first use. Only its document model: the package's front door also loads streams and their
 * dependencies, which takes three times as long and reads four more environment variables.
 *
 * @throws Problem of kind `configuration` where Deno may not read the environment variable READABLE_STREAM
 */
export async function loadWorkbookLibrary(): Promise<WorkbookLibrary> {
  try {
    const module: { readonly default: unknown } = await import("exceljs/lib/doc/workbook.js");
    return { Workbook: module.default as WorkbookLibrary["Workbook"] };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new Problem("configuration", "Cannot read Excel workbooks: Deno does not allow what the library needs", {
      remedy: "Start the program with --allow-env=READABLE_STREAM, which the library asks for and nothing sets.",
      cause: error,
    });
  }
}
