// deno-lint-ignore-file require-await -- node:sqlite answers at once; other histories have to wait
import { Problem } from "../../../infra/errors.ts";
import { migrate, schemaVersion } from "../../../infra/migrate.ts";
import { openSqlite, type Sqlite, type SqliteOptions } from "../../../infra/sqlite.ts";
import { isUniqueViolation } from "../../../infra/sqlite_errors.ts";
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
import { existingRun, unknownRun } from "./memory.ts";
import { migrations } from "./migrations.ts";
import * as rows from "./rows.ts";

/**
 * Opens a history in a SQLite file, and makes or migrates it if need be. Several processes may have it open.
 *
 * @throws {Problem} when the file is no history, has a newer schema, is damaged, or cannot be read or written.
 */
export async function openSqliteHistory(path: string, options: SqliteOptions = {}): Promise<History> {
  const db = openSqlite(path, options);
  try {
    if (options.readOnly === true) refuseOtherSchema(db);
    else migrate(db, migrations);
    return new SqliteHistory(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

function refuseOtherSchema(db: Sqlite): void {
  const version = schemaVersion(db);
  if (version === migrations.length) return;
  const found = `its schema has version ${version}, this program needs version ${migrations.length}`;
  throw new Problem("configuration", `Cannot read the history "${db.path}": ${found}`, {
    place: db.path,
    remedy: version < migrations.length
      ? "Open it once for writing, as running a job does, which brings it up to date."
      : "Use the newer version of the program.",
  });
}

const columns = {
  runs:
    "id, job, environment, status, tags, request, parent_run, created_at, started_at, ended_at, heartbeat_at, error",
  steps: "run, step, asset, partition, status, attempt, started_at, ended_at, metadata, version, error",
  materializations:
    "version, run, step, asset, partition, partition_set, path, hash, bytes, rows, columns, metadata, code_version, " +
    "inputs, fingerprint, created_at",
  checks: "run, step, asset, partition, name, severity, passed, message, figures, samples, time",
} as const;

const putStep = `${insert("steps")} ON CONFLICT (run, step) DO UPDATE SET status = excluded.status,
  attempt = excluded.attempt, started_at = excluded.started_at, ended_at = excluded.ended_at,
  metadata = excluded.metadata, version = excluded.version, error = excluded.error`;

function insert(table: keyof typeof columns): string {
  const values = columns[table].split(", ").map((name) => `:${name}`).join(", ");
  return `INSERT INTO ${table} (${columns[table]}) VALUES (${values})`;
}

class SqliteHistory implements History {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
  }

  async createRun(run: RunRecord): Promise<void> {
    const row = { started_at: null, ended_at: null, heartbeat_at: null, error: null, ...rows.runRow(run) };
    try {
      this.#db.run(insert("runs"), row);
    } catch (error) {
      throw isUniqueViolation(error) ? existingRun(run.id) : error;
    }
  }

  async write(run: RunId, batch: HistoryBatch): Promise<readonly RunEvent[]> {
    return this.#db.transaction(() => {
      const events = this.#writeEvents(run, batch);
      for (const step of batch.steps ?? []) this.#db.run(putStep, rows.stepRow(step));
      for (const made of batch.materializations ?? []) this.#writeMaterialization(made);
      for (const check of batch.checks ?? []) this.#db.run(insert("checks"), rows.checkRow(check));
      for (const [name, keys] of Object.entries(batch.partitions ?? {})) this.#writePartitions(name, keys);
      return events;
    });
  }

  /** The run's row is changed first: it carries the last sequence, and shows that there is such a run. */
  #writeEvents(run: RunId, batch: HistoryBatch): readonly RunEvent[] {
    const changes = rows.runChanges(batch.run ?? {});
    const count = batch.events?.length ?? 0;
    const settings = [
      "last_sequence = last_sequence + :count",
      ...Object.keys(changes).map((name) => `${name} = :${name}`),
    ];
    const changed = this.#db.get<{ last_sequence: number }>(
      `UPDATE runs SET ${settings.join(", ")} WHERE id = :id RETURNING last_sequence`,
      { ...changes, count, id: run },
    );
    if (changed === undefined) throw unknownRun(run);
    const first = changed.last_sequence - count + 1;
    const events = (batch.events ?? []).map((event, index): RunEvent => ({ ...event, run, sequence: first + index }));
    for (const event of events) {
      this.#db.run(
        "INSERT INTO events (run, sequence, time, body) VALUES (:run, :sequence, :time, :body)",
        rows.eventRow(event),
      );
    }
    return events;
  }

  #writeMaterialization(made: Materialization): void {
    this.#db.run(insert("materializations"), rows.materializationRow(made));
    this.#db.run(
      `INSERT INTO latest (asset, partition, version) VALUES (?, ?, ?)
       ON CONFLICT (asset, partition) DO UPDATE SET version = excluded.version`,
      [made.asset, made.partition ?? "", made.version],
    );
  }

  #writePartitions(name: string, keys: readonly string[]): void {
    this.#db.run("DELETE FROM partition_keys WHERE name = ?", [name]);
    keys.forEach((key, position) =>
      this.#db.run("INSERT INTO partition_keys (name, key, position) VALUES (?, ?, ?)", [name, key, position])
    );
  }

  async run(id: RunId): Promise<RunRecord | undefined> {
    const row = this.#db.get<rows.Row>(`SELECT ${columns.runs} FROM runs WHERE id = ?`, [id]);
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
    const found = this.#db.all<rows.Row>(
      `SELECT ${columns.runs} FROM runs ${where} ORDER BY id DESC LIMIT :limit`,
      Object.fromEntries(values) as Record<string, string | number>,
    );
    return found.map(rows.runOf);
  }

  async steps(run: RunId): Promise<readonly StepRecord[]> {
    return this.#db.all<rows.Row>(`SELECT ${columns.steps} FROM steps WHERE run = ? ORDER BY id`, [run])
      .map(rows.stepOf);
  }

  async events(run: RunId, filter: EventFilter = {}): Promise<readonly RunEvent[]> {
    const { after = 0, limit = 200 } = filter;
    return this.#db.all<rows.Row>(
      "SELECT run, sequence, time, body FROM events WHERE run = ? AND sequence > ? ORDER BY sequence LIMIT ?",
      [run, after, limit],
    ).map(rows.eventOf);
  }

  async lastSequence(run: RunId): Promise<number> {
    return this.#db.get<{ last: number }>("SELECT last_sequence AS last FROM runs WHERE id = ?", [run])?.last ?? 0;
  }

  async checks(run: RunId): Promise<readonly CheckRecord[]> {
    return this.#db.all<rows.Row>(`SELECT ${columns.checks} FROM checks WHERE run = ? ORDER BY id`, [run])
      .map(rows.checkOf);
  }

  async latest(asset: string, partition = ""): Promise<Materialization | undefined> {
    const [found] = this.#materializations(
      "WHERE version = (SELECT version FROM latest WHERE asset = ? AND partition = ?)",
      [asset, partition],
    );
    return found;
  }

  async latestOf(asset: string): Promise<ReadonlyMap<string, Materialization>> {
    const found = this.#materializations(
      `WHERE version IN (SELECT version FROM latest WHERE asset = ?) AND (partition_set IS NULL OR EXISTS
         (SELECT 1 FROM partition_keys WHERE name = partition_set AND key = materializations.partition))
       ORDER BY partition`,
      [asset],
    );
    return new Map(found.map((made) => [made.partition ?? "", made]));
  }

  async materialization(version: string): Promise<Materialization | undefined> {
    return this.#materializations("WHERE version = ?", [version])[0];
  }

  async materializations(run: RunId): Promise<readonly Materialization[]> {
    return this.#materializations("WHERE run = ? ORDER BY id", [run]);
  }

  #materializations(rest: string, values: readonly string[]): readonly Materialization[] {
    return this.#db.all<rows.Row>(`SELECT ${columns.materializations} FROM materializations ${rest}`, values)
      .map(rows.materializationOf);
  }

  async partitions(name: string): Promise<readonly string[]> {
    return this.#db.all<{ key: string }>("SELECT key FROM partition_keys WHERE name = ? ORDER BY position", [name])
      .map(({ key }) => key);
  }

  async close(): Promise<void> {
    this.#db.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
