import type { Migration } from "../../../infra/migrate.ts";

/** What the schema gets for the time that keys of dynamic partitions are there, and for finding backfills that go on. */
export const spansMigration: Omit<Migration, "version"> = {
  name: "when keys of partitions came and went",
  sql: `
    CREATE TABLE partition_spans (
      name TEXT NOT NULL,
      key TEXT NOT NULL,
      since REAL NOT NULL,
      since_run TEXT NOT NULL,
      last_seen REAL NOT NULL,
      last_run TEXT NOT NULL,
      until REAL,
      until_run TEXT,
      PRIMARY KEY (name, key, since)
    ) STRICT, WITHOUT ROWID;

    INSERT INTO partition_spans (name, key, since, since_run, last_seen, last_run)
    SELECT partition_keys.name, partition_keys.key, min(created_at), min(run), max(created_at), max(run)
    FROM partition_keys JOIN materializations
      ON partition_set = partition_keys.name AND partition = partition_keys.key
    GROUP BY partition_keys.name, partition_keys.key;

    CREATE INDEX backfills_by_status ON backfills (status, id);
    CREATE INDEX backfill_items_by_status ON backfill_items (backfill, status, position);
  `,
};
