import { loadWorkbookLibrary } from "../../io/readers/workbook.ts";

/** Cells of every sheet of a workbook by its name, in order; an empty cell is null. */
export async function sheetsOf(path: string): Promise<ReadonlyMap<string, readonly (readonly unknown[])[]>> {
  const { Workbook } = await loadWorkbookLibrary();
  const workbook = new Workbook();
  await workbook.xlsx.load((await Deno.readFile(path)).buffer);
  const sheets = new Map<string, readonly (readonly unknown[])[]>();
  for (const sheet of workbook.worksheets) {
    const rows: unknown[][] = [];
    sheet.eachRow({ includeEmpty: true }, (row) => {
      rows.push(Array.from({ length: sheet.columnCount }, (_, index) => row.getCell(index + 1).value));
    });
    sheets.set(sheet.name, rows);
  }
  return sheets;
}
