import type { Database, Queries } from "../../../infra/database.ts";
import type { SqlValue } from "../../../infra/sqlite.ts";
import type { RunId } from "../types.ts";
import type {
  Delivery,
  DeliveryCount,
  DeliveryFilter,
  DeliveryState,
  FailedTick,
  Notice,
  Outbox,
  ToldNotice,
} from "./outbox.ts";

type Row = Record<string, SqlValue>;
type Message = Pick<Delivery, "key" | "channel" | "body">;

const columns = "id, key, channel, body, state, attempts, created_at, next_at, ended_at, error";

/** The outbox in the history's database. */
export class SqlOutbox implements Outbox {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  judge(subject: string, time: number, notices: readonly Notice[]): Promise<number | undefined> {
    return this.#db.transaction(async (db) => {
      const isNew = await db.run(
        "INSERT INTO judged (subject, time) VALUES (?, ?) ON CONFLICT (subject) DO NOTHING",
        [subject, time],
      );
      if (isNew === 0) return undefined;
      let recorded = 0;
      for (const notice of notices) recorded += await tell(db, notice);
      return recorded;
    }, { exclusive: "alerts" });
  }

  async judgedAt(subject: string): Promise<number | undefined> {
    return (await this.#db.get<{ time: number }>("SELECT time FROM judged WHERE subject = ?", [subject]))?.time;
  }

  async put(messages: readonly Message[], time: number): Promise<void> {
    await this.#db.transaction((db) => putAll(db, messages, time));
  }

  async unjudged(since: number, limit: number): Promise<readonly RunId[]> {
    const rows = await this.#db.all<{ id: string }>(
      `SELECT id FROM runs WHERE ended_at > ?
         AND NOT EXISTS (SELECT 1 FROM judged WHERE subject = 'run:' || runs.id) ORDER BY ended_at, id LIMIT ?`,
      [since, limit],
    );
    return rows.map(({ id }) => id);
  }

  async failedTicks(since: number): Promise<readonly FailedTick[]> {
    const rows = await this.#db.all<Row>(
      `SELECT kind, name, time, ended_at, message FROM ticks WHERE outcome = 'failed' AND ended_at > ?
         AND NOT EXISTS (SELECT 1 FROM judged
           WHERE subject = 'tick:' || ticks.kind || ':' || ticks.name || ':' || CAST(CAST(ticks.time AS BIGINT) AS TEXT))
         ORDER BY ended_at LIMIT 100`,
      [since],
    );
    return rows.map((row) => ({
      kind: row.kind as string,
      name: row.name as string,
      time: row.time as number,
      endedAt: row.ended_at as number,
      ...(row.message === null ? {} : { message: row.message as string }),
    }));
  }

  claim(channel: string, now: number, until: number): Promise<Delivery | undefined> {
    return this.#db.transaction(async (db) => {
      const row = await db.get<Row>(
        `UPDATE deliveries SET attempts = attempts + 1, next_at = :until WHERE id = (SELECT id FROM deliveries
           WHERE state = 'waiting' AND channel = :channel AND next_at <= :now ORDER BY id LIMIT 1) RETURNING ${columns}`,
        { channel, now, until },
      );
      return row === undefined ? undefined : deliveryOf(row);
    }, { exclusive: "alerts" });
  }

  async sent({ id, attempts }: Delivery, time: number): Promise<void> {
    await this.#db.run(
      "UPDATE deliveries SET state = 'sent', ended_at = ?, error = NULL WHERE id = ? AND attempts = ?",
      [time, id, attempts],
    );
  }

  async failed(
    { id, attempts }: Delivery,
    { error, time, nextAt }: { readonly error: string; readonly time: number; readonly nextAt?: number },
  ): Promise<void> {
    const [state, endedAt] = nextAt === undefined ? ["dead", time] : ["waiting", null];
    await this.#db.run(
      "UPDATE deliveries SET state = ?, ended_at = ?, next_at = ?, error = ? WHERE id = ? AND attempts = ?",
      [state, endedAt, nextAt ?? time, error, id, attempts],
    );
  }

  async nextDue(channels: readonly string[]): Promise<number | undefined> {
    if (channels.length === 0) return undefined;
    const row = await this.#db.get<{ due: number | null }>(
      `SELECT min(next_at) AS due FROM deliveries
         WHERE state = 'waiting' AND channel IN (${channels.map(() => "?").join(", ")})`,
      [...channels],
    );
    return row?.due ?? undefined;
  }

  async list(options: DeliveryFilter = {}): Promise<readonly Delivery[]> {
    const { state, channel, before, limit = 50 } = options;
    const filters = Object.entries({ state, channel, before }).filter(([, value]) => value !== undefined);
    const conditions = filters.map(([name]) => name === "before" ? "id < :before" : `${name} = :${name}`);
    const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
    const rows = await this.#db.all<Row>(
      `SELECT ${columns} FROM deliveries ${where} ORDER BY id DESC LIMIT :limit`,
      { limit, ...Object.fromEntries(filters) as Record<string, string | number> },
    );
    return rows.map(deliveryOf);
  }

  async counts(): Promise<readonly DeliveryCount[]> {
    return await this.#db.all(
      `SELECT channel, state, count(*) AS count, max(created_at) AS newest FROM deliveries
         GROUP BY channel, state ORDER BY channel, state`,
    );
  }

  async told(limit: number): Promise<readonly ToldNotice[]> {
    return await this.#db.all(
      `SELECT key AS "sameKey", time, suppressed FROM alert_marks ORDER BY time DESC, key LIMIT ?`,
      [limit],
    );
  }

  async retry(time: number, id?: number): Promise<number> {
    const one = id === undefined ? "" : "AND id = :id";
    return await this.#db.run(
      `UPDATE deliveries SET state = 'waiting', attempts = 0, next_at = :time, ended_at = NULL
         WHERE state = 'dead' ${one}`,
      { time, ...(id === undefined ? {} : { id }) },
    );
  }

  async drop(id?: number): Promise<number> {
    if (id === undefined) return await this.#db.run("DELETE FROM deliveries WHERE state = 'dead'");
    return await this.#db.run("DELETE FROM deliveries WHERE state = 'dead' AND id = ?", [id]);
  }

  async prune(before: number): Promise<void> {
    await this.#db.run("DELETE FROM deliveries WHERE state = 'sent' AND ended_at < ?", [before]);
    await this.#db.run("DELETE FROM judged WHERE time < ? AND subject <> 'start'", [before]);
    await this.#db.run("DELETE FROM alert_marks WHERE time < ?", [before]);
  }
}

/** Called in a transaction of its own kind: no two of them look at a mark at the same time. */
async function tell(db: Queries, { sameKey, window, ends = [], time, messages }: Notice): Promise<number> {
  for (const key of ends) await db.run("DELETE FROM alert_marks WHERE key = ?", [key]);
  const mark = await db.get<{ time: number; suppressed: number }>(
    "SELECT time, suppressed FROM alert_marks WHERE key = ?",
    [sameKey],
  );
  if (mark !== undefined && time < mark.time + window) {
    await db.run("UPDATE alert_marks SET suppressed = suppressed + 1 WHERE key = ?", [sameKey]);
    return 0;
  }
  await db.run(
    `INSERT INTO alert_marks (key, time, suppressed) VALUES (?, ?, 0)
       ON CONFLICT (key) DO UPDATE SET time = excluded.time, suppressed = 0`,
    [sameKey, time],
  );
  return await putAll(db, messages(mark?.suppressed ?? 0), time);
}

async function putAll(db: Queries, messages: readonly Message[], time: number): Promise<number> {
  let recorded = 0;
  for (const { key, channel, body } of messages) {
    recorded += await db.run(
      `INSERT INTO deliveries (key, channel, body, state, attempts, created_at, next_at)
         VALUES (:key, :channel, :body, 'waiting', 0, :time, :time) ON CONFLICT (key) DO NOTHING`,
      { key, channel, body, time },
    );
  }
  return recorded;
}

function deliveryOf(row: Row): Delivery {
  return {
    id: row.id as number,
    key: row.key as string,
    channel: row.channel as string,
    body: row.body as string,
    state: row.state as DeliveryState,
    attempts: row.attempts as number,
    createdAt: row.created_at as number,
    nextAt: row.next_at as number,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at as number }),
    ...(row.error === null ? {} : { error: row.error as string }),
  };
}
