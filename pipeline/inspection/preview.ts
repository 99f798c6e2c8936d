import type { Confined } from "./confined.ts";
import { columnsOf, readCells, tableSql } from "./cells.ts";
import { rowClauses } from "./choose_rows.ts";
import type { DataFile, Preview, RowChoice } from "./types.ts";

/** Which rows of those that are chosen. */
export interface PreviewPart extends RowChoice {
  /** @default 0 */
  readonly offset?: number;
  /** @default 100 */
  readonly limit?: number;
}

/** Some rows of an asset's files. */
export async function previewRows(
  confined: Confined,
  files: readonly DataFile[],
  part: PreviewPart,
): Promise<Preview> {
  const { offset = 0, limit = 100 } = part;
  const { session, signal } = confined;
  const table = tableSql(files);
  const columns = await columnsOf(confined, table);
  const { where, order, params } = rowClauses(columns, part);
  const counted = await session.row<{ total: number }>(`SELECT count(*) AS total FROM ${table}`, [], { signal });
  const matched = where === "" ? counted : await session.row<{ total: number }>(
    `SELECT count(*) AS total FROM ${table} ${where}`,
    params,
    { signal },
  );
  const rows = await readCells(
    confined,
    `SELECT * FROM ${table} ${where} ${order} LIMIT ${limit} OFFSET ${offset}`,
    columns,
    params,
  );
  return { columns, rows, total: counted?.total ?? 0, matching: matched?.total ?? 0 };
}
