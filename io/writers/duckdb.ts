import { Problem } from "../../infra/errors.ts";
import { attachFile } from "../attach.ts";
import { quoteLiteral, quoteName } from "../sql.ts";
import type { WriteReport } from "../types.ts";
import { assertSameColumns } from "./append.ts";
import { type DatabaseConfig, databaseConfig, writeDatabase } from "./database_file.ts";
import { writeProblem } from "./problems.ts";
import { type TargetTables, vanishedTables } from "./table_names.ts";
import { defineWriter, type WriteContext } from "./types.ts";

/** A table in a DuckDB file, replaced or added to in one transaction; every DuckDB type stays as it is. */
export const duckdbWriter = defineWriter({
  kind: "duckdb",
  summary: "A table in a DuckDB file, replaced or added to in one transaction.",
  config: databaseConfig("DuckDB"),
  async write(config, source, context): Promise<WriteReport> {
    return await writeDatabase(config, source, context, { replaceTables, problem: writeProblem });
  },
});

async function replaceTables(config: DatabaseConfig, targets: TargetTables, context: WriteContext): Promise<void> {
  const { path } = config;
  const { session, place, signal } = context;
  const file = await attachFile(session, path, { signal, place: `${place}.path` });
  try {
    const qualify = (name: string) => `${quoteName(file.name)}.main.${quoteName(name)}`;
    const tables = await listTables(file.name, context);
    const views = targets.tables.filter(({ name }) => tables.get(name.toLowerCase()) === "VIEW");
    if (views[0] !== undefined) throw viewInTheWay(path, views[0].name, context);

    const { map } = targets;
    const mapped = map !== undefined && tables.has(map.toLowerCase());
    const gone = mapped ? vanishedTables(await earlierTables(qualify(map), context), targets) : [];
    const statements = [
      ...await Promise.all(targets.tables.map(async ({ name, table }) => {
        const added = config.append === true && tables.has(name.toLowerCase());
        if (!added) return `CREATE OR REPLACE TABLE ${qualify(name)} AS FROM ${quoteName(table.relation)}`;
        assertSameColumns(`${path}#${name}`, await columnsOf(qualify(name), context), table.columns, context);
        return `INSERT INTO ${qualify(name)} BY NAME FROM ${quoteName(table.relation)}`;
      })),
      ...(map === undefined ? [] : [mapStatement(qualify(map), targets)]),
      ...gone.map((name) => `DROP TABLE IF EXISTS ${qualify(name)}`),
    ];
    await session.run(["BEGIN", ...statements, "COMMIT"].join(";\n"), [], { signal });
    await session.run(`CHECKPOINT ${quoteName(file.name)}`);
  } catch (error) {
    await file.discard().catch(() => undefined);
    throw error;
  }
  await file.detach();
}

/** Names in lower case → `BASE TABLE` or `VIEW`. */
async function listTables(database: string, { session }: WriteContext): Promise<ReadonlyMap<string, string>> {
  const rows = await session.rows<{ name: string; type: string }>(
    `SELECT lower(table_name) AS name, table_type AS type FROM information_schema.tables
     WHERE table_catalog = $database AND table_schema = 'main'`,
    { database },
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}

async function columnsOf(table: string, { session }: WriteContext): Promise<string[]> {
  const rows = await session.rows<{ name: string }>(`SELECT column_name AS name FROM (DESCRIBE ${table})`);
  return rows.map(({ name }) => name);
}

async function earlierTables(map: string, { session }: WriteContext): Promise<string[]> {
  const rows = await session.rows<{ name: string }>(`SELECT table_name AS name FROM ${map}`);
  return rows.map(({ name }) => name);
}

function mapStatement(map: string, targets: TargetTables): string {
  const rows = targets.tables.map(({ name, key, table }) =>
    `(${quoteLiteral(key ?? "")}, ${quoteLiteral(name)}, ${table.rows}::BIGINT)`
  );
  return `CREATE OR REPLACE TABLE ${map} AS FROM (VALUES ${rows.join(", ")}) AS v("partition", table_name, "rows")`;
}

function viewInTheWay(path: string, name: string, { place }: WriteContext): Problem {
  return new Problem("configuration", `Cannot write "${path}#${name}": a view of that name stands there`, {
    place: `${place}.table`,
    remedy: "Drop the view, or write under another name.",
  });
}
