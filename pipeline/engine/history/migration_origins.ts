import type { Migration } from "../../../infra/migrate.ts";

/** What values were made from, how fresh assets are, and what looks for an asset's steps. */
export const originsMigration: Omit<Migration, "version"> = {
  name: "origins of values, settings, freshness",
  sql: `
    CREATE TABLE origins (
      version TEXT PRIMARY KEY REFERENCES materializations (version) ON DELETE CASCADE,
      body TEXT NOT NULL,
      checksum INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE settings_texts (
      digest TEXT PRIMARY KEY,
      body TEXT NOT NULL,
      checksum INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE freshness (
      asset TEXT PRIMARY KEY,
      status TEXT NOT NULL,
      since REAL NOT NULL,
      deadline REAL,
      confirmed_at REAL,
      checked_at REAL NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX steps_by_asset ON steps (asset, id);
  `,
};
