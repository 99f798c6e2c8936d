import type { Database } from "../../../infra/database.ts";
import type {
  Backfill,
  BackfillChange,
  BackfillCounts,
  BackfillFilter,
  BackfillItem,
  BackfillItemChoice,
  BackfillItemPage,
  BackfillLaunch,
  BackfillLedger,
  BackfillNext,
  BackfillStatus,
} from "../backfill.ts";
import type { RunId } from "../types.ts";
import { withErrors } from "./backfill_errors.ts";
import { backfillColumns, backfillOf, backfillRow, itemOf, itemQuery, noItems } from "./backfill_rows.ts";
import { insertRows } from "./insert_rows.ts";
import type { Row } from "./rows.ts";
import { insertAudit } from "./sql_audit.ts";
import { pageOfItems } from "./sql_backfill_pages.ts";
import { cancelItems, isSettled, launchItems, nextItems, retryItems, settleItems } from "./sql_backfill_items.ts";

const exclusive = { exclusive: "queue" };

/** Backfills in a database of either kind. */
export class SqlBackfills implements BackfillLedger {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  create(backfill: Backfill, change: BackfillChange): Promise<void> {
    const { id, job, partitions, concurrency } = backfill;
    return this.#db.transaction(async (db) => {
      await insertRows(db, "backfills", backfillColumns.split(", "), [backfillRow({ ...backfill, by: change.by })]);
      const items = partitions.map((partition, position) => ({ backfill: id, position, partition, status: "waiting" }));
      await insertRows(db, "backfill_items", ["backfill", "position", "partition", "status"], items);
      await insertAudit(db, auditOf("create", id, change, { job, partitions: partitions.length, concurrency }));
    });
  }

  async backfill(id: string): Promise<Backfill | undefined> {
    const row = await this.#db.get<Row>(`SELECT ${backfillColumns} FROM backfills WHERE id = ?`, [id]);
    return row === undefined ? undefined : backfillOf(row);
  }

  async backfills(filter: BackfillFilter = {}): Promise<readonly Backfill[]> {
    const { statuses = [], before, limit = 50 } = filter;
    const conditions = [
      ...(statuses.length === 0 ? [] : [`status IN (${statuses.map(() => "?").join(", ")})`]),
      ...(before === undefined ? [] : ["id < ?"]),
    ];
    const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
    const rows = await this.#db.all<Row>(
      `SELECT ${backfillColumns} FROM backfills ${where} ORDER BY id DESC LIMIT ?`,
      [...statuses, ...(before === undefined ? [] : [before]), limit],
    );
    return rows.map(backfillOf);
  }

  async items(id: string): Promise<readonly BackfillItem[]> {
    const rows = await this.#db.all<Row>(`${itemQuery} WHERE backfill = ? ORDER BY position`, [id]);
    return await withErrors(this.#db, id, rows.map(itemOf));
  }

  itemPage(id: string, choice: BackfillItemChoice = {}): Promise<BackfillItemPage> {
    return pageOfItems(this.#db, id, choice);
  }

  async counts(ids: readonly string[]): Promise<ReadonlyMap<string, BackfillCounts>> {
    const counts = new Map<string, BackfillCounts>(ids.map((id) => [id, noItems]));
    if (ids.length === 0) return counts;
    const rows = await this.#db.all<Row>(
      `SELECT backfill, backfill_items.status, runs.status AS run_status, count(*) AS n, min(partition) AS partition,
         min(run) AS run FROM backfill_items LEFT JOIN runs ON runs.id = backfill_items.run
       WHERE backfill IN (${ids.map(() => "?").join(", ")}) GROUP BY backfill, backfill_items.status, runs.status`,
      ids,
    );
    for (const row of rows) {
      const [id, { status }] = [row.backfill as string, itemOf(row)];
      const before = counts.get(id) ?? noItems;
      counts.set(id, { ...before, [status]: before[status] + (row.n as number) });
    }
    return counts;
  }

  next(backfill: Backfill): Promise<BackfillNext> {
    return nextItems(this.#db, backfill);
  }

  launch(id: string, launches: readonly BackfillLaunch[]): Promise<readonly RunId[]> {
    return this.#db.transaction((db) => launchItems(db, id, launches), exclusive);
  }

  async settle(id: string, at: number): Promise<Backfill | undefined> {
    // Asked every second by every daemon: nobody else is kept waiting when nothing has changed.
    if (!await isSettled(this.#db, id)) await this.#db.transaction((db) => settleItems(db, id, at), exclusive);
    return await this.backfill(id);
  }

  pause(id: string, change: BackfillChange): Promise<boolean> {
    return this.#move(id, change, { action: "pause", from: "running", to: "paused" });
  }

  resume(id: string, change: BackfillChange): Promise<boolean> {
    return this.#move(id, change, { action: "resume", from: "paused", to: "running" });
  }

  cancel(id: string, change: BackfillChange): Promise<boolean> {
    return this.#db.transaction(async (db) => {
      const sql = "UPDATE backfills SET status = 'canceling' WHERE id = ? AND status IN ('running', 'paused')";
      if (await db.run(sql, [id]) === 0) return false;
      await cancelItems(db, id, change);
      await insertAudit(db, auditOf("cancel", id, change));
      await settleItems(db, id, change.at);
      return true;
    }, exclusive);
  }

  retry(id: string, change: BackfillChange): Promise<number> {
    return this.#db.transaction(async (db) => {
      await settleItems(db, id, change.at);
      const items = await retryItems(db, id);
      if (items > 0) await insertAudit(db, auditOf("retry", id, change, { partitions: items }));
      return items;
    }, exclusive);
  }

  #move(
    id: string,
    change: BackfillChange,
    { action, from, to }: { readonly action: string; readonly from: BackfillStatus; readonly to: BackfillStatus },
  ): Promise<boolean> {
    return this.#db.transaction(async (db) => {
      const sql = "UPDATE backfills SET status = ? WHERE id = ? AND status = ?";
      if (await db.run(sql, [to, id, from]) === 0) return false;
      await insertAudit(db, auditOf(action, id, change));
      return true;
    }, exclusive);
  }
}

function auditOf(
  action: string,
  id: string,
  { at, by, reason, address }: BackfillChange,
  details: Readonly<Record<string, string | number>> = {},
) {
  const why = reason === undefined ? {} : { reason };
  const from = address === undefined ? {} : { address };
  return { time: at, actor: by, action: `backfill.${action}`, target: id, details: { ...details, ...why, ...from } };
}
