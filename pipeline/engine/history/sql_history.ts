import type { Database } from "../../../infra/database.ts";
import type { RunEvent } from "../events.ts";
import type {
  CheckRecord,
  EventFilter,
  History,
  HistoryBatch,
  Materialization,
  RunFilter,
  RunRecord,
  StepRecord,
} from "../history.ts";
import type { RunId } from "../types.ts";
import { existingRun } from "./memory.ts";
import * as rows from "./rows.ts";
import { columns, insertRun, writeBatch } from "./sql_write.ts";

/** A history in a database of either kind, whose schema is up to date. */
export class SqlHistory implements History {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async createRun(run: RunRecord): Promise<void> {
    try {
      await insertRun(this.#db, run);
    } catch (error) {
      throw this.#db.isUniqueViolation(error) ? existingRun(run.id) : error;
    }
  }

  write(run: RunId, batch: HistoryBatch): Promise<readonly RunEvent[]> {
    return this.#db.transaction((db) => writeBatch(db, run, batch));
  }

  async run(id: RunId): Promise<RunRecord | undefined> {
    const row = await this.#db.get<rows.Row>(`SELECT ${columns.runs} FROM runs WHERE id = ?`, [id]);
    return row === undefined ? undefined : rows.runOf(row);
  }

  async runs(filter: RunFilter = {}): Promise<readonly RunRecord[]> {
    const { job, status, before, limit = 50 } = filter;
    const conditions = [
      ...(job === undefined ? [] : ["job = :job"]),
      ...(status === undefined ? [] : ["status = :status"]),
      ...(before === undefined ? [] : ["id < :before"]),
    ];
    const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
    const values = Object.entries({ job, status, before, limit }).filter(([, value]) => value !== undefined);
    const found = await this.#db.all<rows.Row>(
      `SELECT ${columns.runs} FROM runs ${where} ORDER BY id DESC LIMIT :limit`,
      Object.fromEntries(values) as Record<string, string | number>,
    );
    return found.map(rows.runOf);
  }

  async steps(run: RunId): Promise<readonly StepRecord[]> {
    const found = await this.#db.all<rows.Row>(`SELECT ${columns.steps} FROM steps WHERE run = ? ORDER BY id`, [run]);
    return found.map(rows.stepOf);
  }

  async events(run: RunId, filter: EventFilter = {}): Promise<readonly RunEvent[]> {
    const { after = 0, limit = 200 } = filter;
    const found = await this.#db.all<rows.Row>(
      "SELECT run, sequence, time, body FROM events WHERE run = ? AND sequence > ? ORDER BY sequence LIMIT ?",
      [run, after, limit],
    );
    return found.map(rows.eventOf);
  }

  async lastSequence(run: RunId): Promise<number> {
    const row = await this.#db.get<{ last: number }>("SELECT last_sequence AS last FROM runs WHERE id = ?", [run]);
    return row?.last ?? 0;
  }

  async checks(run: RunId): Promise<readonly CheckRecord[]> {
    const found = await this.#db.all<rows.Row>(`SELECT ${columns.checks} FROM checks WHERE run = ? ORDER BY id`, [run]);
    return found.map(rows.checkOf);
  }

  async latest(asset: string, partition = ""): Promise<Materialization | undefined> {
    const [found] = await this.#materializations(
      "WHERE version = (SELECT version FROM latest WHERE asset = ? AND partition = ?)",
      [asset, partition],
    );
    return found;
  }

  async latestOf(asset: string): Promise<ReadonlyMap<string, Materialization>> {
    const found = await this.#materializations(
      `WHERE version IN (SELECT version FROM latest WHERE asset = ?) AND (partition_set IS NULL OR EXISTS
         (SELECT 1 FROM partition_keys WHERE name = partition_set AND key = materializations.partition))
       ORDER BY partition`,
      [asset],
    );
    return new Map(found.map((made) => [made.partition ?? "", made]));
  }

  async materialization(version: string): Promise<Materialization | undefined> {
    return (await this.#materializations("WHERE version = ?", [version]))[0];
  }

  materializations(run: RunId): Promise<readonly Materialization[]> {
    return this.#materializations("WHERE run = ? ORDER BY id", [run]);
  }

  async #materializations(rest: string, values: readonly string[]): Promise<readonly Materialization[]> {
    const found = await this.#db.all<rows.Row>(
      `SELECT ${columns.materializations} FROM materializations ${rest}`,
      values,
    );
    return found.map(rows.materializationOf);
  }

  async partitions(name: string): Promise<readonly string[]> {
    const found = await this.#db.all<{ key: string }>(
      "SELECT key FROM partition_keys WHERE name = ? ORDER BY position",
      [name],
    );
    return found.map(({ key }) => key);
  }

  close(): Promise<void> {
    return this.#db.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
