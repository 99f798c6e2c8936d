import type { Queries } from "../../../infra/database.ts";
import type { HistoryBatch, PartitionSpan } from "../history.ts";
import type { RunId } from "../types.ts";
import type { Row } from "./rows.ts";

/** Keeps when keys came and went; called after the keys of partitions were replaced, in the same transaction. */
export async function writeSpans(
  db: Queries,
  { name, run, time }: { readonly name: string; readonly run: RunId; readonly time: number },
): Promise<void> {
  const values = { name, run, time };
  await db.run(
    `UPDATE partition_spans SET until = :time, until_run = :run WHERE name = :name AND until IS NULL
       AND key NOT IN (SELECT key FROM partition_keys WHERE name = :name)`,
    values,
  );
  await db.run(
    "UPDATE partition_spans SET last_seen = :time, last_run = :run WHERE name = :name AND until IS NULL",
    values,
  );
  await db.run(
    `INSERT INTO partition_spans (name, key, since, since_run, last_seen, last_run)
     SELECT name, key, :time, :run, :time, :run FROM partition_keys WHERE name = :name
       AND key NOT IN (SELECT key FROM partition_spans WHERE name = :name AND until IS NULL)
     ON CONFLICT (name, key, since) DO UPDATE SET until = NULL, until_run = NULL`,
    values,
  );
}

/** When a batch sets the keys of partitions: the time that the event says. */
export function timeOfKeys({ events = [] }: HistoryBatch, name: string, otherwise: number): number {
  const event = events.findLast((one) => one.kind === "partitions_set" && one.partitions === name);
  return (event ?? events.at(-1))?.time ?? otherwise;
}

/** Reads what {@link writeSpans} kept. */
export async function readSpans(db: Queries, name: string): Promise<readonly PartitionSpan[]> {
  const rows = await db.all<Row>(
    `SELECT key, since, since_run, last_seen, last_run, until, until_run FROM partition_spans
     WHERE name = ? ORDER BY since, key`,
    [name],
  );
  return rows.map((row) => ({
    key: row.key as string,
    since: row.since as number,
    sinceRun: row.since_run as string,
    lastSeen: row.last_seen as number,
    lastRun: row.last_run as string,
    ...(row.until === null ? {} : { until: row.until as number, untilRun: row.until_run as string }),
  }));
}

/** The spans after keys were replaced, for a history without a database. */
export function nextSpans(
  spans: readonly PartitionSpan[],
  keys: readonly string[],
  { run, time }: { readonly run: RunId; readonly time: number },
): readonly PartitionSpan[] {
  const now = new Set(keys);
  const open = new Set(spans.filter(({ until }) => until === undefined).map(({ key }) => key));
  const kept = spans.map((span) => {
    if (span.until !== undefined) return span;
    return now.has(span.key) ? { ...span, lastSeen: time, lastRun: run } : { ...span, until: time, untilRun: run };
  });
  const added = keys.filter((key) => !open.has(key)).map((key) => ({
    key,
    since: time,
    sinceRun: run,
    lastSeen: time,
    lastRun: run,
  }));
  const all = [
    ...kept.filter(({ key, since }) => !added.some((one) => one.key === key && one.since === since)),
    ...added,
  ];
  return all.sort((a, b) => a.since - b.since || (a.key < b.key ? -1 : 1));
}
