import { z } from "../../infra/zod.ts";
import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import { type Attached, attachFile } from "../attach.ts";
import { quoteLiteral, quoteName } from "../sql.ts";
import type { Column, SourceFile } from "../types.ts";
import { locateFile } from "./files.ts";
import { firstRows } from "./first_rows.ts";
import { defineReader, type StageContext, type Staged } from "./types.ts";

const config = z.strictObject({
  path: z.string().min(1).describe("DuckDB file"),
  table: z.string().min(1).optional().describe("Table or view to read"),
  query: z.string().min(1).optional().describe("SELECT over the file's tables, instead of a table"),
});

/** A table, a view or a query of a DuckDB file, which is open, without the right to change it, only while it is read. */
export const duckdbReader = defineReader({
  kind: "duckdb",
  summary: "A table or a query of a DuckDB file.",
  config,
  files: async (config, context) => [await locateFile(config.path, context)],
  async stage({ path, table, query }, context): Promise<Staged> {
    const files = [await locateFile(path, context)];
    const { session, place, options: { signal } } = context;
    if ((table === undefined) === (query === undefined)) throw notOneOf(context);
    const attached = await attachFile(session, files[0]!.path, { readOnly: true, signal, place: `${place}.path` });
    try {
      if (table !== undefined) return await stageTable(attached, table, files, context);
      return await stageQuery(attached, query!, files, context);
    } catch (error) {
      await attached.detach();
      throw error;
    }
  },
});

async function stageTable(
  attached: Attached,
  table: string,
  files: readonly SourceFile[],
  context: StageContext,
): Promise<Staged> {
  const tables = await context.session.rows<{ name: string; type: string }>(
    `SELECT table_name AS name, table_type AS type FROM information_schema.tables
     WHERE table_catalog = $database AND table_schema = 'main' ORDER BY name`,
    { database: attached.name },
  );
  const found = tables.find(({ name }) => name.toLowerCase() === table.toLowerCase());
  if (found === undefined) throw noTable(files[0]!.path, table, tables.map(({ name }) => name), context);
  const from = `${quoteName(attached.name)}.main.${quoteName(found.name)}`;
  const columns = await describe(from, context);
  const origin = {
    file: quoteLiteral(`${files[0]!.path}#${found.name}`),
    line: found.type === "VIEW" ? "row_number() OVER ()" : "rowid + 1",
  };
  const { limit } = context.options;
  return {
    ...(limit === undefined ? { from, origin } : firstRows(from, origin, columns, limit)),
    storage: "copy",
    typed: true,
    columns,
    files,
    nullValues: [],
    release: () => attached.detach(),
  };
}

async function stageQuery(
  attached: Attached,
  query: string,
  files: readonly SourceFile[],
  context: StageContext,
): Promise<Staged> {
  const { session, options: { limit, signal } } = context;
  const table = context.scratch("duckdb_query");
  const home = await session.row<{ name: string }>("SELECT current_database() AS name");
  const target = `${quoteName(home!.name)}.main.${quoteName(table)}`;
  // The query names its tables as it would inside the file, so the file is the default database while it runs.
  const statements = [
    `USE ${quoteName(attached.name)}`,
    `CREATE TABLE ${target} AS FROM (${query}\n)${limit === undefined ? "" : ` LIMIT ${limit}`}`,
    `USE ${quoteName(home!.name)}`,
  ];
  try {
    await session.run(statements.join(";\n"), [], { signal });
  } catch (error) {
    if (error instanceof Problem || !(error instanceof Error) || signal?.aborted) throw error;
    throw new Problem("configuration", `Cannot read "${files[0]!.path}": ${error.message.split("\n")[0]}`, {
      place: `${context.place}.query`,
      remedy: "Correct the query; it may use the tables of that file.",
      cause: error,
    });
  }
  await attached.detach();
  const columns = await describe(quoteName(table), context);
  return {
    from: quoteName(table),
    storage: "table",
    typed: true,
    columns,
    origin: { file: quoteLiteral(`${files[0]!.path}#query`), line: "rowid + 1" },
    files,
    nullValues: [],
  };
}

async function describe(from: string, { session }: StageContext): Promise<readonly Column[]> {
  return await session.rows<Column>(`SELECT column_name AS name, column_type AS type FROM (DESCRIBE FROM ${from})`);
}

function notOneOf({ dataset, place }: StageContext): Problem {
  return new Problem("configuration", `Cannot read "${dataset}": a DuckDB file needs either a table or a query`, {
    place,
    remedy: `Set ${place}.table or ${place}.query, and not both.`,
  });
}

/** Also for SQLite: the table is not there, but others are. */
export function noTable(path: string, table: string, tables: readonly string[], context: StageContext): Problem {
  return new Problem("data", `Cannot read "${path}": it has no table "${table}"${didYouMean(table, tables)}`, {
    place: `${context.place}.table`,
    remedy: `Its tables are ${tables.slice(0, 20).map((name) => `"${name}"`).join(", ") || "none"}.`,
  });
}
