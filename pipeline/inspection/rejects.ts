import { basename, join } from "node:path";
import { isNotFound } from "../../infra/fs.ts";
import type { ConfinedQueries } from "./confined.ts";
import { previewRows } from "./preview.ts";
import type { ColumnFilter } from "./types.ts";

/** A row that was put aside. */
export interface RejectedRow {
  readonly file: string;
  /** From 1; undefined where the source has no lines. */
  readonly line?: number;
  readonly column?: string;
  readonly rule: string;
  /** The row as it stands in the source. */
  readonly text?: string;
  readonly message: string;
  readonly run: string;
}

/** A dataset with rows that its newest read put aside. */
export interface RejectsFile {
  readonly dataset: string;
  readonly path: string;
  /** Milliseconds since 1970 when it was written. */
  readonly writtenAt: number;
  readonly rows: number;
  /** Run that read the dataset. */
  readonly run: string;
  /** Most first. */
  readonly rules: readonly { readonly rule: string; readonly rows: number }[];
  readonly files: readonly { readonly file: string; readonly rows: number }[];
}

/** Which rejected rows. */
export interface RejectsPart {
  readonly file?: string | undefined;
  readonly rule?: string | undefined;
  /** Only rows whose text or message has it, upper and lower case alike. */
  readonly text?: string | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
}

/** Names of the datasets that have a file of rejects below `folder`, sorted, with that file. */
export async function rejectsFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      if (entry.isFile && entry.name.endsWith(".parquet")) names.push(entry.name);
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return new Map(names.sort().map((name) => [basename(name, ".parquet"), join(folder, name)]));
}

/** Counts the rejects of a dataset. */
export function countRejects(
  queries: ConfinedQueries,
  dataset: string,
  path: string,
  signal?: AbortSignal,
): Promise<RejectsFile> {
  return queries.run(async ({ session, signal }) => {
    const groups = await session.rows<{ rule: string; file: string; rows: number; run: string }>(
      `SELECT rule, source_file AS file, count(*) AS rows, max(run) AS run FROM read_parquet([$path])
       GROUP BY ALL ORDER BY rows DESC, rule, file`,
      { path },
      { signal },
    );
    const { mtime } = await Deno.stat(path);
    return {
      dataset,
      path,
      writtenAt: mtime?.getTime() ?? 0,
      rows: groups.reduce((sum, { rows }) => sum + rows, 0),
      run: groups[0]?.run ?? "",
      rules: summed(groups, "rule").map(([rule, rows]) => ({ rule, rows })),
      files: summed(groups, "file").map(([file, rows]) => ({ file, rows })),
    };
  }, { signal });
}

function summed<Name extends "rule" | "file">(
  groups: readonly ({ readonly rows: number } & Readonly<Record<Name, string>>)[],
  name: Name,
): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>();
  for (const group of groups) sums.set(group[name], (sums.get(group[name]) ?? 0) + group.rows);
  return [...sums].sort((a, b) => b[1] - a[1]);
}

/** Rejected rows, in the order of their sources. */
export function listRejects(
  queries: ConfinedQueries,
  path: string,
  { file, rule, text, offset = 0, limit = 100 }: RejectsPart,
  signal?: AbortSignal,
): Promise<{ readonly rows: readonly RejectedRow[]; readonly matching: number }> {
  return queries.run(async (confined) => {
    const filters = rejectFilters({ file, rule });
    const part = { filters: [...filters, ...textFilter(text)], offset, limit };
    const { rows, columns, matching } = await previewRows(confined, [{ path }], part);
    const at = Object.fromEntries(columns.map(({ name }, index) => [name, index]));
    const cell = (row: (typeof rows)[number], name: string) => row[at[name] ?? -1] ?? undefined;
    return {
      matching,
      rows: rows.map((row): RejectedRow => {
        const [line, column, found] = [cell(row, "line"), cell(row, "column"), cell(row, "text")];
        return {
          file: String(cell(row, "source_file") ?? ""),
          ...(line === undefined ? {} : { line: Number(line) }),
          ...(column === undefined ? {} : { column: String(column) }),
          rule: String(cell(row, "rule") ?? ""),
          ...(found === undefined ? {} : { text: String(found) }),
          message: String(cell(row, "message") ?? ""),
          run: String(cell(row, "run") ?? ""),
        };
      }),
    };
  }, { signal });
}

/** Filters for rows of a file and a rule. */
export function rejectFilters({ file, rule }: Pick<RejectsPart, "file" | "rule">): readonly ColumnFilter[] {
  return [
    ...(file === undefined ? [] : [{ column: "source_file", operator: "eq", value: file } as const]),
    ...(rule === undefined ? [] : [{ column: "rule", operator: "eq", value: rule } as const]),
  ];
}

function textFilter(text: string | undefined): readonly ColumnFilter[] {
  return text === undefined || text === "" ? [] : [{ column: "text", operator: "contains", value: text }];
}
