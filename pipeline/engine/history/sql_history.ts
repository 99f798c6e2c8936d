import type { Database } from "../../../infra/database.ts";
import type { SqlParameters } from "../../../infra/sqlite.ts";
import type { RunEvent } from "../events.ts";
import type {
  CheckFilter,
  CheckRecord,
  EventFilter,
  History,
  HistoryBatch,
  Materialization,
  Origin,
  PartitionSpan,
  RunChoice,
  RunFilter,
  RunRecord,
  StepFilter,
  StepRecord,
  ValueFilter,
} from "../history.ts";
import type { RunId, RunStatus } from "../types.ts";
import { type CheckedTable, damagedHistory, isSound } from "./checksums.ts";
import { existingRun } from "./memory.ts";
import { readSpans } from "./partition_spans.ts";
import * as rows from "./rows.ts";
import { runConditions } from "./run_choice.ts";
import { countQuery, countsOf } from "./run_counts.ts";
import { readOrigin, readSettings } from "./sql_origins.ts";
import { columns, insertRun, writeBatch } from "./sql_write.ts";

/** A history in a database of either kind, whose schema is up to date. */
export class SqlHistory implements History {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async createRun(run: RunRecord): Promise<void> {
    try {
      await this.#db.transaction((db) => insertRun(db, run));
    } catch (error) {
      throw this.#db.isUniqueViolation(error) ? existingRun(run.id) : error;
    }
  }

  write(run: RunId, batch: HistoryBatch): Promise<readonly RunEvent[]> {
    return this.#db.transaction((db) => writeBatch(db, run, batch));
  }

  async run(id: RunId): Promise<RunRecord | undefined> {
    const [found] = await this.#read("runs", rows.runOf, "WHERE id = ?", [id]);
    return found;
  }

  runs(filter: RunFilter = {}): Promise<readonly RunRecord[]> {
    const { limit = 50 } = filter;
    const { rest, id, parameters } = runConditions(filter);
    return this.#read("runs", rows.runOf, `${rest} ORDER BY ${id} DESC LIMIT :limit`, { ...parameters, limit });
  }

  async countRuns(choice: RunChoice = {}): Promise<Readonly<Partial<Record<RunStatus, number>>>> {
    const { sql, parameters } = countQuery(choice);
    return countsOf(await this.#db.all<{ status: RunStatus | null; count: number }>(sql, parameters));
  }

  steps(run: RunId): Promise<readonly StepRecord[]> {
    return this.#read("steps", rows.stepOf, "WHERE run = ? ORDER BY id", [run]);
  }

  async events(run: RunId, filter: EventFilter = {}): Promise<readonly RunEvent[]> {
    const { after = 0, limit = 200 } = filter;
    const rest = "WHERE run = ? AND sequence > ? ORDER BY sequence LIMIT ?";
    const found = await this.#read("events", rows.eventOf, rest, [run, after, limit]);
    const gap = found.findIndex(({ sequence }, index) => sequence !== found[0]!.sequence + index);
    if (gap < 0) return found;
    throw damagedHistory(this.#db.name, `event ${found[gap - 1]!.sequence + 1} of run "${run}" is missing`);
  }

  async lastSequence(run: RunId): Promise<number> {
    const row = await this.#db.get<{ last: number }>("SELECT last_sequence AS last FROM runs WHERE id = ?", [run]);
    return row?.last ?? 0;
  }

  checks(run: RunId): Promise<readonly CheckRecord[]> {
    return this.#read("checks", rows.checkOf, "WHERE run = ? ORDER BY id", [run]);
  }

  async latest(asset: string, partition = ""): Promise<Materialization | undefined> {
    const [found] = await this.#latest("AND latest.partition = ?", [asset, partition]);
    return found;
  }

  async latestOf(asset: string): Promise<ReadonlyMap<string, Materialization>> {
    const found = await this.#latest(
      `AND (made.partition_set IS NULL OR EXISTS
         (SELECT 1 FROM partition_keys WHERE name = made.partition_set AND key = made.partition))
       ORDER BY latest.partition`,
      [asset],
    );
    return new Map(found.map((made) => [made.partition ?? "", made]));
  }

  async materialization(version: string): Promise<Materialization | undefined> {
    const [found] = await this.#read("materializations", rows.materializationOf, "WHERE version = ?", [version]);
    return found;
  }

  valuesOf(asset: string, filter: ValueFilter = {}): Promise<readonly Materialization[]> {
    const { partition, before, limit = 50 } = filter;
    const conditions = [
      "WHERE asset = :asset",
      ...(partition === undefined ? [] : ["partition = :partition"]),
      ...(before === undefined ? [] : ["id < (SELECT id FROM materializations WHERE version = :before)"]),
    ];
    const values = Object.entries({ asset, partition, before, limit }).filter(([, value]) => value !== undefined);
    const parameters = Object.fromEntries(values) as Record<string, string | number>;
    const rest = `${conditions.join(" AND ")} ORDER BY id DESC LIMIT :limit`;
    return this.#read("materializations", rows.materializationOf, rest, parameters);
  }

  checksOf(asset: string, filter: CheckFilter = {}): Promise<readonly CheckRecord[]> {
    const { check, limit = 50 } = filter;
    const named = check === undefined ? "" : "AND name = :check";
    const parameters = { asset, limit, ...(check === undefined ? {} : { check }) };
    return this.#read(
      "checks",
      rows.checkOf,
      `WHERE asset = :asset ${named} ORDER BY id DESC LIMIT :limit`,
      parameters,
    );
  }

  stepsOf(asset: string, { limit = 50 }: StepFilter = {}): Promise<readonly StepRecord[]> {
    return this.#read("steps", rows.stepOf, "WHERE asset = ? ORDER BY id DESC LIMIT ?", [asset, limit]);
  }

  origin(version: string): Promise<Origin | undefined> {
    return readOrigin(this.#db, version);
  }

  settings(digest: string): Promise<string | undefined> {
    return readSettings(this.#db, digest);
  }

  materializations(run: RunId): Promise<readonly Materialization[]> {
    return this.#read("materializations", rows.materializationOf, "WHERE run = ? ORDER BY id", [run]);
  }

  async partitions(name: string): Promise<readonly string[]> {
    const found = await this.#db.all<rows.Row>(
      "SELECT name, key, position, checksum FROM partition_keys WHERE name = ? ORDER BY position",
      [name],
    );
    return found.map((row) => {
      if (isSound("partition_keys", { ...row, total: found.length })) return row.key as string;
      throw damagedHistory(this.#db.name, `a key of the partitions "${name}" is not as it was written`);
    });
  }

  partitionSpans(name: string): Promise<readonly PartitionSpan[]> {
    return readSpans(this.#db, name);
  }

  async #read<Value>(
    table: CheckedTable & keyof typeof columns,
    of: (row: rows.Row) => Value,
    rest: string,
    parameters: SqlParameters,
  ): Promise<readonly Value[]> {
    const found = await this.#db.all<rows.Row>(`SELECT ${columns[table]}, checksum FROM ${table} ${rest}`, parameters);
    return found.map((row) => this.#sound(table, row, of));
  }

  /** What `latest` points to; a row of it that points nowhere, or to the value of something else, is damaged. */
  async #latest(rest: string, parameters: readonly string[]): Promise<readonly Materialization[]> {
    const made = columns.materializations.split(", ").map((name) => `made.${name}`).join(", ");
    const found = await this.#db.all<rows.Row>(
      `SELECT ${made}, made.checksum, latest.asset AS of_asset, latest.partition AS of_partition,
         latest.version AS of_version, latest.checksum AS of_checksum
       FROM latest LEFT JOIN materializations AS made ON made.version = latest.version WHERE latest.asset = ? ${rest}`,
      parameters,
    );
    return found.map((row) => {
      const { of_asset: asset, of_partition: partition, of_version: version, of_checksum: checksum } = row;
      this.#sound("latest", { asset, partition, version, checksum } as rows.Row, () => undefined);
      const value = this.#sound("materializations", row, rows.materializationOf);
      if (value.asset === asset && (value.partition ?? "") === partition) return value;
      throw damagedHistory(this.#db.name, `the newest value of "${asset}" is recorded as another one's`);
    });
  }

  #sound<Value>(table: CheckedTable, row: rows.Row, of: (row: rows.Row) => Value): Value {
    if (isSound(table, row)) return of(row);
    throw damagedHistory(this.#db.name, `a row of "${table}" is not as it was written`);
  }

  close(): Promise<void> {
    return this.#db.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
