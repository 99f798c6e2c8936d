import { join } from "node:path";
import { quoteLiteral } from "../../core/mod.ts";
import { columnsOf, tableSql } from "./cells.ts";
import { rowClauses } from "./choose_rows.ts";
import { type ConsoleCatalog, prepareQuery } from "./console.ts";
import type { Confined, ConfinedQueries } from "./confined.ts";
import type { DataFile, RowChoice } from "./types.ts";

/** Formats of downloads. */
export const downloadFormats = ["csv", "parquet"] as const;

/** One of {@link downloadFormats}. */
export type DownloadFormat = (typeof downloadFormats)[number];

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
  const { result: file, remove } = await queries.inFolder(async (confined, folder) => {
    const path = join(folder, `rows.${format}`);
    const { sql, params } = await queryOf(confined, source);
    const options = format === "csv" ? "FORMAT csv, HEADER" : "FORMAT parquet";
    await confined.session.run(`COPY (${sql}\n) TO ${quoteLiteral(path)} (${options})`, params, {
      signal: confined.signal,
    });
    return path;
  }, signal);
  return await openDownload(file, remove);
}

async function queryOf(confined: Confined, source: DownloadSource) {
  if (source.kind === "query") {
    const { sql } = await prepareQuery(confined, source.text, source.catalog);
    return { sql: `SELECT * FROM (${sql}\n) LIMIT ${source.limit}`, params: {} };
  }
  const table = tableSql(source.files);
  const { where, order, params } = rowClauses(await columnsOf(confined, table), source.choice);
  return { sql: `SELECT * FROM ${table} ${where} ${order}`, params };
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
