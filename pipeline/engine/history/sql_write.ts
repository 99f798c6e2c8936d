import { Problem } from "../../../infra/errors.ts";
import type { Queries } from "../../../infra/database.ts";
import type { RunEvent } from "../events.ts";
import type { HistoryBatch, Materialization, RunRecord } from "../history.ts";
import type { RunId } from "../types.ts";
import { unknownRun } from "./memory.ts";
import { checksumOf, withChecksum } from "./checksums.ts";
import { timeOfKeys, writeSpans } from "./partition_spans.ts";
import * as rows from "./rows.ts";
import { replaceLabels, writeLabels } from "./run_labels.ts";
import { writeOrigins } from "./sql_origins.ts";

/** Columns of the history's tables, as they are read. */
export const columns = {
  runs:
    "id, job, environment, status, tags, request, parent_run, created_at, started_at, ended_at, heartbeat_at, error",
  events: "run, sequence, time, body",
  steps: "run, step, asset, partition, status, attempt, started_at, ended_at, metadata, version, error",
  materializations:
    "version, run, step, asset, partition, partition_set, path, hash, bytes, rows, columns, metadata, code_version, " +
    "inputs, fingerprint, created_at",
  checks: "run, step, asset, partition, name, severity, passed, message, figures, samples, time",
} as const;

const putStep = `${insert("steps")} ON CONFLICT (run, step) DO UPDATE SET status = excluded.status,
  attempt = excluded.attempt, started_at = excluded.started_at, ended_at = excluded.ended_at,
  metadata = excluded.metadata, version = excluded.version, error = excluded.error, checksum = excluded.checksum`;

function insert(table: keyof typeof columns): string {
  const values = columns[table].split(", ").map((name) => `:${name}`).join(", ");
  return `INSERT INTO ${table} (${columns[table]}, checksum) VALUES (${values}, :checksum)`;
}

/** Records a new run; called in a transaction. */
export async function insertRun(db: Queries, run: RunRecord): Promise<void> {
  const row = { started_at: null, ended_at: null, heartbeat_at: null, error: null, ...rows.runRow(run) };
  await db.run(insert("runs"), withChecksum("runs", row));
  await writeLabels(db, [run]);
}

/** Records a batch; called in a transaction. Returns its events with their sequences. */
export async function writeBatch(db: Queries, run: RunId, batch: HistoryBatch): Promise<readonly RunEvent[]> {
  if (batch.fence !== undefined) await assertClaimed(db, run, batch.fence);
  const events = await writeRun(db, run, batch);
  for (const step of batch.steps ?? []) await db.run(putStep, withChecksum("steps", rows.stepRow(step)));
  for (const made of batch.materializations ?? []) await writeMaterialization(db, made);
  await writeOrigins(db, batch);
  for (const check of batch.checks ?? []) {
    await db.run(insert("checks"), withChecksum("checks", rows.checkRow(check)));
  }
  for (const [name, keys] of Object.entries(batch.partitions ?? {})) {
    await writePartitions(db, name, keys);
    await writeSpans(db, { name, run, time: timeOfKeys(batch, name, 0) });
  }
  return events;
}

/** The row is locked until the transaction ends, so that nobody takes the run over meanwhile. */
async function assertClaimed(db: Queries, run: RunId, fence: number): Promise<void> {
  const sql = "UPDATE queue SET fence = fence WHERE run = ? AND fence = ? AND worker IS NOT NULL";
  if (await db.run(sql, [run, fence]) === 1) return;
  throw new Problem("pipeline", `Cannot record run "${run}": another process has taken it over`, {
    place: `run ${run}`,
    remedy: "Nothing of this process was recorded; look at the run, it goes on elsewhere or has ended.",
  });
}

/** The run's row is changed first: it carries the last sequence, and shows that there is such a run. */
async function writeRun(db: Queries, run: RunId, batch: HistoryBatch): Promise<readonly RunEvent[]> {
  const changes = rows.runChanges(batch.run ?? {});
  const count = batch.events?.length ?? 0;
  const settings = [
    "last_sequence = last_sequence + :count",
    ...Object.keys(changes).map((name) => `${name} = :${name}`),
  ];
  // A sign of life alone does not concern the checksum.
  const isCovered = Object.keys(changes).some((name) => name !== "heartbeat_at");
  const changed = await db.get<rows.Row>(
    `UPDATE runs SET ${settings.join(", ")} WHERE id = :id RETURNING last_sequence${
      isCovered ? `, ${columns.runs}` : ""
    }`,
    { ...changes, count, id: run },
  );
  if (changed === undefined) throw unknownRun(run);
  if (isCovered) await db.run("UPDATE runs SET checksum = ? WHERE id = ?", [checksumOf("runs", changed), run]);
  if (changes.tags !== undefined || changes.request !== undefined) await replaceLabels(db, rows.runOf(changed));
  const first = (changed.last_sequence as number) - count + 1;
  const events = (batch.events ?? []).map((event, index): RunEvent => ({ ...event, run, sequence: first + index }));
  for (const event of events) {
    await db.run(insert("events"), withChecksum("events", rows.eventRow(event)));
  }
  return events;
}

async function writeMaterialization(db: Queries, made: Materialization): Promise<void> {
  await db.run(insert("materializations"), withChecksum("materializations", rows.materializationRow(made)));
  await db.run(
    `INSERT INTO latest (asset, partition, version, checksum) VALUES (:asset, :partition, :version, :checksum)
     ON CONFLICT (asset, partition) DO UPDATE SET version = excluded.version, checksum = excluded.checksum`,
    withChecksum("latest", { asset: made.asset, partition: made.partition ?? "", version: made.version }),
  );
}

async function writePartitions(db: Queries, name: string, keys: readonly string[]): Promise<void> {
  await db.run("DELETE FROM partition_keys WHERE name = ?", [name]);
  for (const [position, key] of keys.entries()) {
    const checksum = checksumOf("partition_keys", { name, key, position, total: keys.length });
    await db.run("INSERT INTO partition_keys (name, key, position, checksum) VALUES (?, ?, ?, ?)", [
      ...[name, key, position, checksum],
    ]);
  }
}
