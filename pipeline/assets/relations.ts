import { quoteName } from "../../core/sql.ts";
import type { Column, Relation, Session, Table } from "../resources/types.ts";

/** Makes a table of the session from a query; one of that name is replaced. */
export async function createTable(
  session: Session,
  relation: string,
  query: string,
  signal: AbortSignal,
): Promise<Table> {
  await session.run(`CREATE OR REPLACE TABLE ${quoteName(relation)} AS ${query}`, undefined, { signal });
  return await describeTable(session, relation);
}

/** Columns and number of rows of a relation. */
export async function describeTable(session: Session, relation: string): Promise<Table> {
  const rel = quoteName(relation);
  const found = await session.rows<Column & { rows: number }>(
    `SELECT column_name AS name, column_type AS type, (SELECT count(*) FROM ${rel}) AS rows FROM (DESCRIBE ${rel})`,
  );
  return { relation, columns: found.map(({ name, type }) => ({ name, type })), rows: found[0]?.rows ?? 0 };
}

/** Makes a view of the session from a query; its rows are not counted, for that would run the query. */
export async function createView(
  session: Session,
  relation: string,
  query: string,
  signal: AbortSignal,
): Promise<Relation> {
  await session.run(`CREATE OR REPLACE VIEW ${quoteName(relation)} AS ${query}`, undefined, { signal });
  return { relation, columns: await describeColumns(session, relation) };
}

/** Drops tables of the session that nothing reads any more. */
export async function dropTables(session: Session, tables: readonly Relation[]): Promise<void> {
  for (const { relation } of tables) await session.run(`DROP TABLE ${quoteName(relation)}`);
}

/** Columns of a relation, in order. */
function describeColumns(session: Session, relation: string): Promise<Column[]> {
  return session.rows<Column>(
    `SELECT column_name AS name, column_type AS type FROM (DESCRIBE ${quoteName(relation)})`,
  );
}
