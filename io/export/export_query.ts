import { dirname, join } from "node:path";
import { Problem } from "../../infra/errors.ts";
import { removeIfExists, temporaryName, uniqueToken } from "../../infra/fs.ts";
import { openSession } from "../duckdb/mod.ts";
import type { Session } from "../duckdb/types.ts";
import { copyToParquet } from "../parquet.ts";
import { quoteList, quoteName } from "../sql.ts";
import { describeColumns, describeTable } from "../table.ts";
import type { WriteReport } from "../types.ts";
import { writeProblem } from "../writers/problems.ts";
import { assertExpression, filterClause, filterFailure } from "./filter.ts";
import { type ExportFormat, exportWriters } from "./formats.ts";

/** What to export: a relation of the session, or a query of the program's own (never a user's). */
export type ExportSource = { readonly relation: string } | { readonly sql: string };

/** Settings of {@link exportQuery}. */
export interface ExportOptions {
  readonly format: ExportFormat;
  /** File to write; replaced when it is there. */
  readonly path: string;
  /**
   * SQL condition from a user over the source's columns. It runs in a session of its own that sees these rows and nothing
   * else of the machine.
   * @default every row
   */
  readonly filter?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const place = "export";

/**
 * Writes rows of a session to a file for others.
 *
 * @throws Problem of kind `usage` for a filter that DuckDB does not take, `data` when no row is left, `pipeline` when the
 * place cannot be written
 */
export async function exportQuery(
  session: Session,
  source: ExportSource,
  options: ExportOptions,
): Promise<WriteReport> {
  const { filter, path, signal } = options;
  const relation = "relation" in source ? source.relation : `export_${uniqueToken()}`;
  if ("sql" in source) await session.run(`CREATE VIEW ${quoteName(relation)} AS ${source.sql}`, [], { signal });
  try {
    if (filter === undefined) return await writeRelation(session, relation, options);
    return await exportFiltered(session, relation, { ...options, filter });
  } catch (error) {
    throw writeProblem(error, path, { place });
  } finally {
    if ("sql" in source) await session.run(`DROP VIEW ${quoteName(relation)}`);
  }
}

async function writeRelation(session: Session, relation: string, options: ExportOptions): Promise<WriteReport> {
  const { format, path, signal } = options;
  const table = await describeTable(session, relation, { signal });
  const writer = exportWriters[format];
  return await writer.write(writer.config.parse({ path }), { kind: "table", table }, {
    session,
    dataset: "export",
    place,
    signal,
  });
}

// The rows leave the session as Parquet for a folder that is all the second session may touch, so that a filter such as
// `(SELECT count(*) FROM read_text('/etc/passwd')) > 0` finds nothing to read.
async function exportFiltered(
  session: Session,
  relation: string,
  options: ExportOptions & { readonly filter: string },
): Promise<WriteReport> {
  const { path, filter, format, signal } = options;
  const folder = temporaryName(path);
  const limits = await session.row<{ memory: string; threads: number }>(
    "SELECT current_setting('memory_limit') AS memory, current_setting('threads')::INTEGER AS threads",
  );
  try {
    await Deno.mkdir(folder, { recursive: true });
    const input = join(folder, "input.parquet");
    const columns = await describeColumns(session, relation, { signal });
    await session.run(copyToParquet({ relation, columns }, input), [], { signal });
    await using confined = await openSession({
      directories: [await Deno.realPath(folder), folder],
      ...(limits === undefined ? {} : { memoryLimit: limits.memory, threads: limits.threads }),
    });
    await filterRows(confined, input, filter, signal);
    const output = join(folder, `output.${format}`);
    const report = await writeRelation(confined, "filtered", { ...options, path: output });
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.rename(output, path);
    return { ...report, files: [path] };
  } finally {
    await removeIfExists(folder).catch(() => undefined);
  }
}

async function filterRows(
  confined: Session,
  input: string,
  filter: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await assertExpression(confined, filter);
  await confined.run(
    `CREATE TABLE filtered AS FROM read_parquet(${quoteList([input])}) WHERE ${filterClause(filter)}`,
    [],
    { signal },
  ).catch((error: unknown) => {
    throw filterFailure(filter, error);
  });
  if (await confined.row("FROM filtered LIMIT 1") !== undefined) return;
  throw new Problem("data", `Cannot export: no row meets the filter "${filter}"`, {
    place: "--filter",
    remedy: "Check the values in the filter; texts are compared with upper and lower case apart.",
  });
}
