import type { Migration } from "../../../infra/migrate.ts";
import { fillChecksums } from "./fill_checksums.ts";
import { backfillsMigration } from "./migration_backfills.ts";
import { lookupsMigration, stepsMigration } from "./migration_lookups.ts";
import { originsMigration } from "./migration_origins.ts";
import { spansMigration } from "./migration_spans.ts";
import { limitsMigration } from "../coordination/sql_limits.ts";
import { presetsMigration } from "../presets/migration.ts";
import { labelsMigration } from "./run_labels.ts";

/** The schema of the history, step by step; published steps never change. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: "runs, steps, events, materializations, checks, partitions",
    sql: `
      CREATE TABLE runs (
        id TEXT PRIMARY KEY,
        job TEXT NOT NULL,
        environment TEXT NOT NULL,
        status TEXT NOT NULL,
        tags TEXT NOT NULL,
        request TEXT NOT NULL,
        parent_run TEXT,
        created_at REAL NOT NULL,
        started_at REAL,
        ended_at REAL,
        heartbeat_at REAL,
        error TEXT,
        last_sequence INTEGER NOT NULL DEFAULT 0
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX runs_by_job ON runs (job, id);
      CREATE INDEX runs_by_status ON runs (status, id);

      CREATE TABLE steps (
        id INTEGER PRIMARY KEY,
        run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        step TEXT NOT NULL,
        asset TEXT NOT NULL,
        partition TEXT,
        status TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        started_at REAL,
        ended_at REAL,
        metadata TEXT NOT NULL,
        version TEXT,
        error TEXT,
        UNIQUE (run, step)
      ) STRICT;

      CREATE TABLE events (
        run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        sequence INTEGER NOT NULL,
        time REAL NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (run, sequence)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE materializations (
        id INTEGER PRIMARY KEY,
        version TEXT NOT NULL UNIQUE,
        run TEXT NOT NULL,
        step TEXT NOT NULL,
        asset TEXT NOT NULL,
        partition TEXT,
        partition_set TEXT,
        path TEXT NOT NULL,
        hash TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        rows INTEGER,
        columns TEXT,
        metadata TEXT NOT NULL,
        code_version TEXT NOT NULL,
        inputs TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        created_at REAL NOT NULL
      ) STRICT;
      CREATE INDEX materializations_by_run ON materializations (run);
      CREATE INDEX materializations_by_asset ON materializations (asset, partition, id);

      CREATE TABLE latest (
        asset TEXT NOT NULL,
        partition TEXT NOT NULL,
        version TEXT NOT NULL REFERENCES materializations (version),
        PRIMARY KEY (asset, partition)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE checks (
        id INTEGER PRIMARY KEY,
        run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        step TEXT NOT NULL,
        asset TEXT NOT NULL,
        partition TEXT,
        name TEXT NOT NULL,
        severity TEXT NOT NULL,
        passed INTEGER NOT NULL,
        message TEXT NOT NULL,
        figures TEXT NOT NULL,
        samples TEXT NOT NULL,
        time REAL NOT NULL
      ) STRICT;
      CREATE INDEX checks_by_run ON checks (run);
      CREATE INDEX checks_by_asset ON checks (asset, name, id);

      CREATE TABLE partition_keys (
        name TEXT NOT NULL,
        key TEXT NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (name, key)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 2,
    name: "queue, schedules and sensors, backfills, audit",
    sql: `
      CREATE TABLE queue (
        run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
        priority INTEGER NOT NULL,
        pools TEXT NOT NULL,
        origin TEXT NOT NULL,
        run_key TEXT,
        not_before REAL,
        on_crash TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        enqueued_at REAL NOT NULL,
        worker TEXT,
        fence INTEGER NOT NULL DEFAULT 0,
        attempt INTEGER NOT NULL DEFAULT 0,
        lease_until REAL,
        cancel_at REAL,
        cancel_by TEXT,
        cancel_reason TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX queue_by_priority ON queue (priority DESC, run);
      CREATE INDEX queue_by_lease ON queue (lease_until);

      CREATE TABLE run_keys (
        key TEXT PRIMARY KEY,
        run TEXT NOT NULL,
        time REAL NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE automations (
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        running INTEGER NOT NULL,
        cursor TEXT,
        last_tick REAL,
        changed_at REAL NOT NULL,
        PRIMARY KEY (kind, name)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE ticks (
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        time REAL NOT NULL,
        started_at REAL NOT NULL,
        ended_at REAL NOT NULL,
        outcome TEXT NOT NULL,
        message TEXT,
        runs TEXT NOT NULL,
        cursor TEXT,
        PRIMARY KEY (kind, name, time)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE backfills (
        id TEXT PRIMARY KEY,
        job TEXT NOT NULL,
        selection TEXT NOT NULL,
        status TEXT NOT NULL,
        partitions TEXT NOT NULL,
        concurrency INTEGER NOT NULL,
        created_at REAL NOT NULL,
        ended_at REAL,
        request TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE backfill_items (
        backfill TEXT NOT NULL REFERENCES backfills (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        partition TEXT NOT NULL,
        run TEXT,
        status TEXT NOT NULL,
        PRIMARY KEY (backfill, position)
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX backfill_items_by_partition ON backfill_items (backfill, partition);

      CREATE TABLE audit (
        id INTEGER PRIMARY KEY,
        time REAL NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        target TEXT NOT NULL,
        details TEXT NOT NULL
      ) STRICT;
    `,
  },
  {
    version: 3,
    name: "alerts and their deliveries",
    sql: `
      CREATE TABLE deliveries (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        channel TEXT NOT NULL,
        body TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        created_at REAL NOT NULL,
        next_at REAL NOT NULL,
        ended_at REAL,
        error TEXT
      ) STRICT;
      CREATE INDEX deliveries_by_state ON deliveries (state, channel, next_at);
      CREATE INDEX runs_by_end ON runs (ended_at);

      CREATE TABLE judged (
        subject TEXT PRIMARY KEY,
        time REAL NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE alert_marks (
        key TEXT PRIMARY KEY,
        time REAL NOT NULL,
        suppressed INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 4,
    name: "checksums of rows, what retention looks for",
    sql: `
      ALTER TABLE runs ADD COLUMN checksum INTEGER;
      ALTER TABLE steps ADD COLUMN checksum INTEGER;
      ALTER TABLE events ADD COLUMN checksum INTEGER;
      ALTER TABLE materializations ADD COLUMN checksum INTEGER;
      ALTER TABLE latest ADD COLUMN checksum INTEGER;
      ALTER TABLE checks ADD COLUMN checksum INTEGER;
      ALTER TABLE partition_keys ADD COLUMN checksum INTEGER;
      CREATE INDEX latest_by_version ON latest (version);
      CREATE INDEX steps_reused ON steps (version) WHERE status = 'reused';
      CREATE INDEX runs_by_parent ON runs (parent_run);
      CREATE INDEX audit_by_time ON audit (time, id);
    `,
  },
  {
    version: 5,
    name: "users, tokens, sessions",
    sql: `
      CREATE TABLE users (
        name TEXT PRIMARY KEY,
        role TEXT NOT NULL,
        password TEXT NOT NULL,
        created_at REAL NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE tokens (
        name TEXT PRIMARY KEY,
        role TEXT NOT NULL,
        digest TEXT NOT NULL UNIQUE,
        created_at REAL NOT NULL,
        expires_at REAL,
        created_by TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE sessions (
        digest TEXT PRIMARY KEY,
        user_name TEXT NOT NULL,
        created_at REAL NOT NULL,
        expires_at REAL NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sessions_by_user ON sessions (user_name);
    `,
  },
  { version: 6, ...spansMigration },
  {
    version: 7,
    name: "workers",
    sql: `
      CREATE TABLE workers (
        name TEXT PRIMARY KEY,
        slots INTEGER,
        started_at REAL NOT NULL,
        seen_at REAL NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  { version: 8, ...originsMigration },
  { version: 9, name: "every row has its checksum", sql: "", work: fillChecksums },
  { version: 10, ...labelsMigration },
  { version: 11, ...presetsMigration },
  { version: 12, ...lookupsMigration },
  { version: 13, ...backfillsMigration },
  { version: 14, name: "kinds of workers", sql: "ALTER TABLE workers ADD COLUMN role TEXT;" },
  { version: 15, ...stepsMigration },
  { version: 16, ...limitsMigration },
];
