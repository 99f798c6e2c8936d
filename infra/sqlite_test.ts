import assert from "node:assert/strict";
import { join } from "node:path";
import { openSqlite } from "./sqlite.ts";
import { isUniqueViolation } from "./sqlite_errors.ts";

async function withFolder(body: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("openSqlite: makes the folder and keeps what was written, in a write-ahead log", () =>
  withFolder((folder) => {
    const path = join(folder, "history", "runs.db");
    {
      using db = openSqlite(path);
      assert.deepEqual(db.get("PRAGMA journal_mode"), { journal_mode: "wal" });
      assert.deepEqual(db.get("PRAGMA synchronous"), { synchronous: 1 });
      assert.deepEqual(db.get("PRAGMA foreign_keys"), { foreign_keys: 1 });
      db.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT, data BLOB) STRICT");
      assert.deepEqual(db.run("INSERT INTO t (text) VALUES (?)", ["one"]), { changes: 1, lastId: 1 });
      db.run("INSERT INTO t (text, data) VALUES (:text, :data)", { text: "two", data: Uint8Array.of(1, 2) });
    }
    using db = openSqlite(path, { readOnly: true });
    assert.deepEqual(db.all("SELECT id, text FROM t ORDER BY id"), [{ id: 1, text: "one" }, { id: 2, text: "two" }]);
    assert.deepEqual(db.get("SELECT data FROM t WHERE id = :id", { id: 2 }), { data: Uint8Array.of(1, 2) });
    assert.equal(db.get("SELECT 1 FROM t WHERE id = ?", [3]), undefined);
    assert.throws(() => db.run("DELETE FROM t"), {
      kind: "configuration",
      message: `Cannot write to "${path}": it may not be written`,
    });
  }));

Deno.test("Sqlite.transaction: keeps all or nothing and refuses a second one inside", () => {
  using db = openSqlite(":memory:");
  db.exec("CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT");
  assert.equal(db.transaction(() => db.run("INSERT INTO t VALUES (1)").changes), 1);
  const failure = new Error("stop");
  assert.throws(() =>
    db.transaction(() => {
      db.run("INSERT INTO t VALUES (2)");
      throw failure;
    }), failure);
  assert.throws(() => db.transaction(() => db.transaction(() => 1)), TypeError);
  assert.throws(() =>
    db.transaction(() => {
      db.run("INSERT INTO t VALUES (3)");
      return Promise.resolve();
    }), TypeError);
  assert.deepEqual(db.all("SELECT id FROM t"), [{ id: 1 }]);
  db.transaction(() => db.run("INSERT INTO t VALUES (4)"));
  assert.deepEqual(db.get("SELECT count(*) AS n FROM t"), { n: 2 });
});

Deno.test("Sqlite.run: a broken rule of the schema stays SQLite's own error", () => {
  using db = openSqlite(":memory:");
  db.exec("CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT");
  db.run("INSERT INTO t VALUES (1)");
  assert.throws(() => db.run("INSERT INTO t VALUES (1)"), (error) => isUniqueViolation(error));
  assert.throws(() => db.run("INSERT INTO nowhere VALUES (1)"), /no such table: nowhere/);
});

Deno.test("Sqlite: hundreds of different statements work, early ones again too", () => {
  using db = openSqlite(":memory:");
  for (const round of [1, 2]) {
    for (let i = 0; i < 250; i++) assert.deepEqual(db.get(`SELECT ${i} AS i`), { i }, `round ${round}`);
  }
});

Deno.test("Sqlite.close: closes once, and a closed database says so", () => {
  const db = openSqlite(":memory:");
  db.close();
  db.close();
  assert.throws(() => db.get("SELECT 1"), /not open/);
});

Deno.test("openSqlite: a lock that another connection holds is a problem of kind pipeline", () =>
  withFolder((folder) => {
    const path = join(folder, "a.db");
    using first = openSqlite(path);
    using second = openSqlite(path, { busyTimeout: 1 });
    const expected = {
      kind: "pipeline",
      message: `Cannot write to "${path}": another process holds its lock`,
      place: path,
    };
    first.transaction(() => {
      assert.throws(() => second.transaction(() => 1), expected);
      assert.throws(() => second.exec("CREATE TABLE u (a) "), { kind: "pipeline" });
    });
    assert.equal(second.transaction(() => 1), 1);
  }));

Deno.test("openSqlite: text, folders, missing files and places that cannot be are problems with a remedy", () =>
  withFolder(async (folder) => {
    const text = join(folder, "text.db");
    await Deno.writeTextFile(text, "hello");
    const missing = join(folder, "missing.db");
    const cases: readonly (readonly [() => unknown, string, string])[] = [
      [() => openSqlite(text), text, "it is not a SQLite database"],
      [() => openSqlite(folder), folder, "it is a folder"],
      [() => openSqlite(missing, { readOnly: true }), missing, "it does not exist and is not made"],
      [() => openSqlite(join(text, "a.db")), join(text, "a.db"), "its folder cannot be made"],
    ];
    for (const [open, place, found] of cases) {
      assert.throws(open, { kind: "configuration", message: `Cannot open "${place}": ${found}`, place, remedy: /\.$/ });
    }
    assert.equal(await Deno.readTextFile(text), "hello");
  }));

Deno.test("openSqlite: a truncated or overwritten file is a problem of kind data", () =>
  withFolder(async (folder) => {
    const path = join(folder, "whole.db");
    {
      using db = openSqlite(path);
      db.exec("CREATE TABLE t (text TEXT NOT NULL) STRICT");
      db.transaction(() => {
        for (let i = 0; i < 200; i++) db.run("INSERT INTO t VALUES (?)", ["x".repeat(500)]);
      });
    }
    const bytes = await Deno.readFile(path);
    const broken: readonly Uint8Array[] = [
      bytes.slice(0, 20_000),
      bytes.map((byte, i) => i > 5000 && i % 7 === 0 ? 170 : byte),
    ];
    for (const [i, content] of broken.entries()) {
      const place = join(folder, `broken${i}.db`);
      await Deno.writeFile(place, content);
      const use = () => {
        using db = openSqlite(place);
        db.all("SELECT * FROM t");
      };
      assert.throws(use, { kind: "data", message: /: the database is damaged$/, place });
    }
  }));

Deno.test({
  name: "openSqlite: a file that Deno may not open names the flags",
  permissions: { read: true, write: false },
  fn: () => {
    assert.throws(() => openSqlite("denied/a.db"), {
      kind: "configuration",
      message: 'Cannot open "denied/a.db": Deno does not allow it',
    });
  },
});
