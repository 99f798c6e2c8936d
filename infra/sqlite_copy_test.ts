import assert from "node:assert/strict";
import { manualClock } from "./clock.ts";
import { migrate, schemaVersion } from "./migrate.ts";
import { openSqlite } from "./sqlite.ts";
import { backUpBeforeMigrating, copySqlite, migrationBackups } from "./sqlite_copy.ts";

const first = { version: 1, name: "runs", sql: "CREATE TABLE runs (id TEXT PRIMARY KEY) STRICT" };

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "copy-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const names = async (folder: string) => (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();

Deno.test("copySqlite: a copy as of now, while another connection writes", () =>
  withFolder(async (folder) => {
    using db = openSqlite(`${folder}/a.db`);
    migrate(db, [first]);
    db.run("INSERT INTO runs VALUES ('r1')");
    using other = openSqlite(`${folder}/a.db`);
    other.exec("BEGIN IMMEDIATE; INSERT INTO runs VALUES ('r2')");
    await copySqlite(db.path, `${folder}/b.db`);
    other.exec("COMMIT");
    using copy = openSqlite(`${folder}/b.db`, { readOnly: true });
    assert.deepEqual([copy.all("SELECT id FROM runs"), schemaVersion(copy)], [[{ id: "r1" }], 1]);
    assert.deepEqual(copy.get("PRAGMA integrity_check"), { integrity_check: "ok" });
    assert.deepEqual(await names(folder), ["a.db", "a.db-shm", "a.db-wal", "b.db", "b.db-shm", "b.db-wal"].slice(0, 4));
  }));

Deno.test("copySqlite: tables of every kind, more rows than a page, indexes, empty texts and NULLs", () =>
  withFolder(async (folder) => {
    using db = openSqlite(`${folder}/a.db`);
    db.exec(`CREATE TABLE pairs (a TEXT NOT NULL, b INTEGER NOT NULL, c TEXT, PRIMARY KEY (b, a)) STRICT, WITHOUT ROWID;
      CREATE TABLE plain (note TEXT, size REAL) STRICT;
      CREATE INDEX plain_by_size ON plain (size);`);
    db.transaction(() => {
      for (let n = 0; n < 2500; n++) {
        db.run("INSERT INTO pairs VALUES (?, ?, ?)", [`${n % 7}`, n, n % 3 === 0 ? null : ""]);
        db.run("INSERT INTO plain VALUES (?, ?)", [`x${n}`, n / 4]);
      }
    });
    await copySqlite(db.path, `${folder}/b.db`);
    using copy = openSqlite(`${folder}/b.db`, { readOnly: true });
    for (const sql of ["SELECT * FROM pairs ORDER BY b", "SELECT * FROM plain ORDER BY size"]) {
      assert.deepEqual(copy.all(sql), db.all(sql));
    }
    const plan = copy.get<{ detail: string }>("EXPLAIN QUERY PLAN SELECT * FROM plain WHERE size = 1");
    assert.match(plan!.detail, /plain_by_size/);
  }));

Deno.test("backUpBeforeMigrating: keeps the newest copies of what is migrated, and none where nothing is", () =>
  withFolder(async (folder) => {
    using db = openSqlite(`${folder}/a.db`);
    assert.equal(await backUpBeforeMigrating(db, 2), undefined, "a new file");
    migrate(db, [first]);
    assert.equal(await backUpBeforeMigrating(db, 1), undefined, "an up-to-date file");
    const kept: (string | undefined)[] = [];
    for (const hour of [1, 2, 3]) {
      db.run("INSERT INTO runs VALUES (?)", [`r${hour}`]);
      const clock = manualClock(Date.parse(`2026-05-01T0${hour}:00:00Z`));
      kept.unshift(await backUpBeforeMigrating(db, 2, { clock, keep: 2 }));
    }
    assert.deepEqual(await migrationBackups(db.path), kept.slice(0, 2));
    assert.equal(kept[0], `${folder}/a.db.schema1-20260501T030000Z.bak`);
    using copy = openSqlite(kept[0]!, { readOnly: true });
    assert.equal(copy.all("SELECT id FROM runs").length, 3);
  }));

Deno.test("backUpBeforeMigrating: who comes after another has migrated leaves that one's copy alone", () =>
  withFolder(async (folder) => {
    using db = openSqlite(`${folder}/a.db`);
    migrate(db, [first]);
    const clock = manualClock(Date.parse("2026-05-01T00:00:00Z"));
    const copy = await backUpBeforeMigrating(db, 2, { clock });
    using late = openSqlite(`${folder}/a.db`);
    let asked = 0;
    const stale: typeof late = Object.create(late, {
      // The version is read, then the other process migrates.
      get: {
        value: (sql: string) => {
          const found = late.get(sql);
          if (asked++ === 0) db.exec("PRAGMA user_version = 2");
          return found;
        },
      },
      path: { value: late.path },
    });
    assert.equal(await backUpBeforeMigrating(stale, 2, { clock }), undefined);
    assert.equal(asked, 1);
    using kept = openSqlite(copy!, { readOnly: true });
    assert.equal(schemaVersion(kept), 1);
  }));

Deno.test("backUpBeforeMigrating: where no copy can be made nothing is migrated, and it is said why", () =>
  withFolder(async (folder) => {
    using db = openSqlite(`${folder}/a.db`);
    migrate(db, [first]);
    const clock = manualClock(Date.parse("2026-05-01T00:00:00Z"));
    await Deno.mkdir(`${folder}/a.db.schema1-20260501T000000Z.bak`);
    await assert.rejects(backUpBeforeMigrating(db, 2, { clock }), {
      message: `Cannot migrate "${folder}/a.db": no copy of it can be made`,
      kind: "pipeline",
    });
    assert.deepEqual((await names(folder)).filter((name) => name.endsWith(".part")), []);
  }));
