import type { Queries } from "../../../infra/database.ts";
import type { BackfillItemChoice, BackfillItemPage } from "../backfill.ts";
import { withErrors } from "./backfill_errors.ts";
import { itemOf, statusColumn } from "./backfill_rows.ts";
import type { Row } from "./rows.ts";

/** Items of a backfill that a choice wants, from a position on. */
export async function pageOfItems(
  db: Queries,
  id: string,
  { status, text, from = 0, limit = 100 }: BackfillItemChoice,
): Promise<BackfillItemPage> {
  const source = "FROM backfill_items LEFT JOIN runs ON runs.id = backfill_items.run WHERE backfill = :id";
  const wanted = [
    ...(status === undefined ? [] : [`${statusColumn} = :status`]),
    ...(text === undefined ? [] : ["lower(partition) LIKE lower(:text) ESCAPE '!'"]),
  ].map((condition) => ` AND ${condition}`).join("");
  const given = {
    id,
    ...(status === undefined ? {} : { status }),
    ...(text === undefined ? {} : { text: `%${text.replaceAll(/[!%_]/g, "!$&")}%` }),
  };
  const count = await db.get<Row>(`SELECT count(*) AS n ${source}${wanted}`, given);
  const rows = await db.all<Row>(
    `SELECT position, partition, run, backfill_items.status, backfill_items.error, runs.status AS run_status
     ${source} AND position >= :from_position${wanted} ORDER BY position LIMIT :most`,
    { ...given, from_position: from, most: limit + 1 },
  );
  const next = rows[limit]?.position;
  return {
    items: await withErrors(db, id, rows.slice(0, limit).map(itemOf)),
    total: count?.n as number,
    ...(next === undefined ? {} : { next: next as number }),
  };
}
