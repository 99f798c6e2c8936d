import { quoteName } from "../../core/sql.ts";
import type { Column, Session, Table } from "../resources/types.ts";

/** Columns and number of rows of a relation of the session. */
export async function describeRelation(session: Session, relation: string): Promise<Table> {
  const columns = await session.rows<Column>(
    `SELECT column_name AS name, column_type AS type FROM (DESCRIBE ${quoteName(relation)})`,
  );
  const count = await session.row<{ rows: number }>(`SELECT count(*) AS rows FROM ${quoteName(relation)}`);
  return { relation, rows: count?.rows ?? 0, columns };
}
