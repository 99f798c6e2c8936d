import type { QueryOptions, Session } from "./duckdb/types.ts";
import { quoteName } from "./sql.ts";
import type { Column, Table } from "./types.ts";

/** Per call options of {@link describeTable}. */
export interface DescribeOptions extends QueryOptions {
  /** The Parquet file that holds exactly the relation's rows, when there is one. */
  readonly file?: string | undefined;
  /** Number of rows, when it is known; else they are counted. */
  readonly rows?: number | undefined;
}

/** Columns of a relation, in order, with DuckDB's type names. */
export async function describeColumns(
  session: Session,
  relation: string,
  options: QueryOptions = {},
): Promise<readonly Column[]> {
  const sql = `SELECT column_name AS name, column_type AS type FROM (DESCRIBE ${quoteName(relation)})`;
  return await session.rows<Column>(sql, [], options);
}

/** A table or view of the session as a {@link Table}: its columns, and its number of rows. */
export async function describeTable(
  session: Session,
  relation: string,
  options: DescribeOptions = {},
): Promise<Table> {
  const { file, rows, signal } = options;
  const name = quoteName(relation);
  const found = await session.rows<Column & { rows: number }>(
    `SELECT column_name AS name, column_type AS type, ${rows ?? `(SELECT count(*) FROM ${name})`} AS rows
     FROM (DESCRIBE ${name})`,
    [],
    { signal },
  );
  const columns = found.map(({ name, type }) => ({ name, type }));
  return { relation, rows: found[0]?.rows ?? rows ?? 0, columns, ...(file === undefined ? {} : { file }) };
}
