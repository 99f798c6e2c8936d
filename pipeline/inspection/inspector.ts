import { ConfinedQueries } from "./confined.ts";
import type { ConsoleCatalog } from "./console.ts";
import { differenceOf } from "./difference.ts";
import { type Download, type DownloadSource, makeDownload } from "./downloads.ts";
import { type PreviewPart, previewRows } from "./preview.ts";
import { profileColumns, type ProfilePart } from "./profile.ts";
import { countRejects, listRejects, type RejectedRow, type RejectsFile, type RejectsPart } from "./rejects.ts";
import type {
  ColumnProfile,
  DataFile,
  DownloadFormat,
  InspectionOptions,
  Preview,
  QueryAnswer,
  RowDifference,
} from "./types.ts";

/** Looks at stored data, without changing any: each call in a database of its own, confined, with a time and memory limit. */
export interface Inspector {
  /** Rows of an asset's files. @throws {Problem} of kind usage for columns that it has not */
  preview(files: readonly DataFile[], part: PreviewPart, signal?: AbortSignal): Promise<Preview>;
  /** What the columns hold, page by page of columns; `total` counts them all. */
  profile(
    files: readonly DataFile[],
    part: ProfilePart,
    signal?: AbortSignal,
  ): Promise<{ readonly columns: readonly ColumnProfile[]; readonly total: number }>;
  /** What became of rows from one file to another one. @param keys columns that name a row; found out when empty */
  difference(
    files: { readonly before: string; readonly after: string },
    keys: readonly string[],
    signal?: AbortSignal,
  ): Promise<RowDifference>;
  /** One query of a person that only reads. @throws {Problem} of kind usage for anything else, and for what is wrong in it */
  query(
    text: string,
    catalog: ConsoleCatalog,
    options: { readonly limit: number; readonly signal?: AbortSignal },
  ): Promise<QueryAnswer>;
  /** Rows as a file. */
  download(source: DownloadSource, format: DownloadFormat, signal?: AbortSignal): Promise<Download>;
  /** What a dataset's newest read put aside, counted. */
  countRejects(dataset: string, path: string, signal?: AbortSignal): Promise<RejectsFile>;
  /** Rows that were put aside. */
  rejects(
    path: string,
    part: RejectsPart,
    signal?: AbortSignal,
  ): Promise<{ readonly rows: readonly RejectedRow[]; readonly matching: number }>;
}

/** An inspector of data in some folders; nothing is open between calls. */
export function openInspector(options: InspectionOptions): Inspector {
  const queries = new ConfinedQueries(options);
  const { clock } = options;
  return {
    preview: (files, part, signal) => queries.run((confined) => previewRows(confined, files, part), { signal }),
    profile: (files, part, signal) => queries.run((confined) => profileColumns(confined, files, part), { signal }),
    difference: (files, keys, signal) => queries.run((confined) => differenceOf(confined, files, keys), { signal }),
    query: async (text, catalog, { limit, signal }) => {
      const start = clock.elapsed();
      const answer = await queries.ask(text, catalog, { limit }, signal);
      return { ...answer, milliseconds: clock.elapsed() - start };
    },
    download: (source, format, signal) => makeDownload(queries, source, format, signal),
    countRejects: (dataset, path, signal) => countRejects(queries, dataset, path, signal),
    rejects: (path, part, signal) => listRejects(queries, path, part, signal),
  };
}
