import type { Migration } from "../../../infra/migrate.ts";

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
];
