import { join } from "node:path";
import { columnsOf, tableSql } from "./cells.ts";
import { rowClauses } from "./choose_rows.ts";
import type { Confined, ConfinedQueries } from "./confined.ts";
import type { ConsoleCatalog } from "./console.ts";
import { copySql } from "./execute.ts";
import type { DataFile, DownloadFormat, RowChoice } from "./types.ts";

/** A file to send; it is removed when it was read, or reading was given up. */
export interface Download {
  readonly bytes: number;
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** What a download consists of: chosen rows of files, or what a query of the console answers. */
export type DownloadSource =
  | { readonly kind: "rows"; readonly files: readonly DataFile[]; readonly choice: RowChoice }
  | { readonly kind: "query"; readonly text: string; readonly catalog: ConsoleCatalog; readonly limit: number };

/** Makes a file of rows and opens it. */
export async function makeDownload(
  queries: ConfinedQueries,
  source: DownloadSource,
  format: DownloadFormat,
  signal?: AbortSignal,
): Promise<Download> {
  const { result: file, remove } = await queries.inFolder(async (folder) => {
    const path = join(folder, `rows.${format}`);
    if (source.kind === "query") {
      await queries.ask(source.text, source.catalog, { limit: source.limit, file: { path, format } }, signal);
    } else await queries.run((confined) => writeRows(confined, source, { path, format }), { signal, folder });
    return path;
  });
  return await openDownload(file, remove);
}

async function writeRows(
  confined: Confined,
  { files, choice }: Extract<DownloadSource, { readonly kind: "rows" }>,
  { path, format }: { readonly path: string; readonly format: DownloadFormat },
): Promise<void> {
  const table = tableSql(files);
  const { where, order, params } = rowClauses(await columnsOf(confined, table), choice);
  const sql = copySql(`SELECT * FROM ${table} ${where} ${order}`, path, format);
  await confined.session.run(sql, params, { signal: confined.signal });
}

async function openDownload(path: string, remove: () => Promise<void>): Promise<Download> {
  const file = await Deno.open(path);
  const { size } = await file.stat();
  const reader = file.readable.getReader();
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (!done) return controller.enqueue(value);
      await remove();
      controller.close();
    },
    async cancel() {
      await reader.cancel();
      await remove();
    },
  });
  return { bytes: size, stream };
}
