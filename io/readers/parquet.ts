import { z } from "../../infra/zod.ts";
import { Problem } from "../../infra/errors.ts";
import { quoteList, quoteName } from "../sql.ts";
import { isStatementProblem } from "../statement_problem.ts";
import type { Column, SourceFile } from "../types.ts";
import { locateFiles, pathConfig } from "./files.ts";
import { firstRows, freeName } from "./first_rows.ts";
import { defineReader, type StageContext, type Staged } from "./types.ts";

/** Apache Parquet. Files are read where they are, column by column; nothing is copied. */
export const parquetReader = defineReader({
  kind: "parquet",
  summary: "Apache Parquet files, read in place.",
  config: z.strictObject({
    path: pathConfig,
    union_by_name: z.boolean().default(false)
      .describe("Whether a column that only some files have is empty for the others; otherwise that is an error"),
  }),
  files: (config, context) => locateFiles(config.path, context),
  async stage({ path, union_by_name: union }, context): Promise<Staged> {
    const files = await locateFiles(path, context);
    const perFile = await Promise.all(files.map((file) => columnsOf(file, context)));
    if (!union) assertSameColumns(files, perFile, context);

    const settings = [quoteList(files.map((file) => file.path)), `union_by_name = ${union}`];
    const taken = new Set(perFile.flat().map(({ name }) => name.toLowerCase()));
    // DuckDB offers the file's name and the row's number as hidden columns, which columns of the same name hide.
    const fileColumn = taken.has("filename") ? freeName("origin_file", taken) : "filename";
    if (fileColumn !== "filename") settings.push(`filename = '${fileColumn}'`);
    const scan = `read_parquet(${settings.join(", ")})`;
    const columns = files.length === 1 ? perFile[0]! : await describe(scan, fileColumn, context);
    const origin = {
      file: quoteName(fileColumn),
      line: taken.has("file_row_number") ? "row_number() OVER ()" : "file_row_number + 1",
    };
    const { limit } = context.options;
    const first = limit === undefined ? { from: scan, origin } : firstRows(scan, origin, columns, limit);
    return { ...first, storage: "scan", typed: true, columns, files, nullValues: [] };
  },
});

async function columnsOf(file: SourceFile, context: StageContext): Promise<readonly Column[]> {
  try {
    return await describe(`read_parquet(${quoteList([file.path])})`, undefined, context);
  } catch (error) {
    if (!(error instanceof Error) || (error instanceof Problem && !isStatementProblem(error))) throw error;
    if (!/damaged|magic bytes|too small to be a Parquet|Invalid Input|IO Error|thrift|footer/i.test(error.message)) {
      throw error;
    }
    const what = file.bytes === 0 ? "the file is empty" : "it is not a Parquet file, or it is cut short or damaged";
    throw new Problem("data", `Cannot read "${file.path}": ${what}`, {
      place: `${context.place}.path`,
      remedy: "Check that the file arrived whole and that its kind is parquet.",
      cause: error,
    });
  }
}

async function describe(from: string, without: string | undefined, context: StageContext): Promise<readonly Column[]> {
  const sql = `SELECT column_name AS name, column_type AS type FROM (DESCRIBE FROM ${from})`;
  const columns = await context.session.rows<Column>(sql, [], { signal: context.options.signal });
  return columns.filter(({ name }) => name !== without);
}

function assertSameColumns(
  files: readonly SourceFile[],
  perFile: readonly (readonly Column[])[],
  context: StageContext,
): void {
  const first = perFile[0]!;
  for (const [index, columns] of perFile.entries()) {
    const lacks = missing(first, columns);
    const has = missing(columns, first);
    if (lacks === undefined && has === undefined) continue;
    const what = lacks !== undefined
      ? `it lacks column "${lacks}" of "${files[0]!.path}"`
      : `it has column "${has}", which "${files[0]!.path}" lacks`;
    throw new Problem("data", `Cannot read "${files[index]!.path}": ${what}`, {
      place: `${context.place}.path`,
      remedy: "Read the files apart, or set union_by_name: true to leave such columns empty.",
    });
  }
}

/** The first column of `wanted` that `columns` does not have. */
function missing(wanted: readonly Column[], columns: readonly Column[]): string | undefined {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  return wanted.find(({ name }) => !names.has(name.toLowerCase()))?.name;
}
