import type { Database, Queries } from "../../../infra/database.ts";
import type { AutomationKind, AutomationLedger, AutomationState, Tick } from "../coordination.ts";
import type { Row } from "./rows.ts";
import { enqueueRuns, type NewRun } from "./sql_queue.ts";

/** In the column `running`: nobody started or stopped it. */
const undecided = -1;

/** Schedules and sensors in a database of either kind. */
export class SqlAutomation implements AutomationLedger {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async states(): Promise<readonly AutomationState[]> {
    const rows = await this.#db.all<Row>(
      "SELECT kind, name, running, cursor, last_tick, changed_at FROM automations ORDER BY kind, name",
    );
    return rows.map((row) => ({
      kind: row.kind as AutomationKind,
      name: row.name as string,
      ...(row.running === undecided ? {} : { running: row.running === 1 }),
      ...(row.cursor === null ? {} : { cursor: row.cursor as string }),
      ...(row.last_tick === null ? {} : { lastTick: row.last_tick as number }),
      changedAt: row.changed_at as number,
    }));
  }

  async setRunning(kind: AutomationKind, name: string, running: boolean, at: number): Promise<void> {
    await this.#db.run(
      `INSERT INTO automations (kind, name, running, changed_at) VALUES (:kind, :name, :running, :at)
       ON CONFLICT (kind, name) DO UPDATE SET running = excluded.running, changed_at = excluded.changed_at`,
      { kind, name, running: running ? 1 : 0, at },
    );
  }

  async introduce(kind: AutomationKind, name: string, at: number, cursor?: string): Promise<void> {
    await this.#db.run(
      `INSERT INTO automations (kind, name, running, cursor, changed_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (kind, name) DO NOTHING`,
      [kind, name, undecided, cursor ?? null, at],
    );
  }

  commitTick(
    tick: Omit<Tick, "runs">,
    runs: readonly NewRun[],
    options: { readonly lastTick?: number | null } = {},
  ): Promise<Tick | undefined> {
    return this.#db.transaction(async (db) => {
      if (options.lastTick !== undefined && await newestTick(db, tick) !== options.lastTick) return undefined;
      const { kind, name, time, startedAt, endedAt, outcome, message, cursor } = tick;
      const row = {
        kind,
        name,
        time,
        started_at: startedAt,
        ended_at: endedAt,
        outcome,
        message: message ?? null,
        cursor: cursor ?? null,
      };
      const isNew = await db.run(
        `INSERT INTO ticks (kind, name, time, started_at, ended_at, outcome, message, runs, cursor)
         VALUES (:kind, :name, :time, :started_at, :ended_at, :outcome, :message, '[]', :cursor)
         ON CONFLICT (kind, name, time) DO NOTHING`,
        row,
      );
      if (isNew === 0) return undefined;
      const taken = await enqueueRuns(db, runs);
      await db.run("UPDATE ticks SET runs = ? WHERE kind = ? AND name = ? AND time = ?", [
        JSON.stringify(taken),
        kind,
        name,
        time,
      ]);
      await db.run(
        `INSERT INTO automations (kind, name, running, cursor, last_tick, changed_at)
         VALUES (:kind, :name, :undecided, :cursor, :time, :at)
         ON CONFLICT (kind, name) DO UPDATE SET cursor = coalesce(excluded.cursor, automations.cursor),
           last_tick = CASE WHEN automations.last_tick > excluded.last_tick THEN automations.last_tick
             ELSE excluded.last_tick END`,
        { kind, name, undecided, cursor: cursor ?? null, time, at: endedAt },
      );
      return { ...tick, runs: taken };
    }, { exclusive: "queue" });
  }

  async ticks(
    kind: AutomationKind,
    name: string,
    options: { readonly before?: number; readonly limit?: number } = {},
  ): Promise<readonly Tick[]> {
    const { before = Number.MAX_SAFE_INTEGER, limit = 50 } = options;
    const rows = await this.#db.all<Row>(
      `SELECT kind, name, time, started_at, ended_at, outcome, message, runs, cursor FROM ticks
       WHERE kind = ? AND name = ? AND time < ? ORDER BY time DESC LIMIT ?`,
      [kind, name, before, limit],
    );
    return rows.map((row) => ({
      kind: row.kind as AutomationKind,
      name: row.name as string,
      time: row.time as number,
      startedAt: row.started_at as number,
      endedAt: row.ended_at as number,
      outcome: row.outcome as Tick["outcome"],
      ...(row.message === null ? {} : { message: row.message as string }),
      runs: JSON.parse(row.runs as string) as string[],
      ...(row.cursor === null ? {} : { cursor: row.cursor as string }),
    }));
  }
}

async function newestTick(db: Queries, { kind, name }: Pick<Tick, "kind" | "name">): Promise<number | null> {
  const row = await db.get<Row>("SELECT last_tick FROM automations WHERE kind = ? AND name = ?", [kind, name]);
  return (row?.last_tick ?? null) as number | null;
}
