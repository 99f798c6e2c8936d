import assert from "node:assert/strict";
import { join } from "node:path";
import { migrate, type Migration, schemaVersion } from "./migrate.ts";
import { openSqlite } from "./sqlite.ts";

const migrations: readonly Migration[] = [
  { version: 1, name: "runs", sql: "CREATE TABLE runs (id TEXT PRIMARY KEY) STRICT" },
  {
    version: 2,
    name: "steps",
    sql: "CREATE TABLE steps (run TEXT REFERENCES runs) STRICT; INSERT INTO runs VALUES ('a')",
  },
];

Deno.test("migrate: applies each step once, and later steps to an older database", () => {
  using db = openSqlite(":memory:");
  assert.deepEqual(migrate(db, migrations.slice(0, 1)), [1]);
  assert.deepEqual(migrate(db, migrations), [2]);
  assert.deepEqual(migrate(db, migrations), []);
  assert.equal(schemaVersion(db), 2);
  assert.deepEqual(db.all("SELECT id FROM runs"), [{ id: "a" }]);
});

Deno.test("migrate: a step that fails leaves the database at the step before", () => {
  using db = openSqlite(":memory:");
  const wrong = { version: 2, name: "wrong", sql: "CREATE TABLE half (a TEXT) STRICT; INSERT INTO nowhere VALUES (1)" };
  assert.throws(() => migrate(db, [migrations[0]!, wrong]), {
    kind: "unexpected",
    message: 'Cannot open ":memory:": migration 2 "wrong" failed',
  });
  assert.equal(schemaVersion(db), 1);
  assert.equal(db.get("SELECT 1 FROM sqlite_schema WHERE name = 'half'"), undefined);
});

Deno.test("migrate: refuses a newer schema and the database of another program", () => {
  using newer = openSqlite(":memory:");
  newer.exec("PRAGMA user_version = 3");
  assert.throws(() => migrate(newer, migrations), {
    kind: "configuration",
    message: 'Cannot open ":memory:": its schema has version 3, this program knows versions up to 2',
  });
  using foreign = openSqlite(":memory:");
  foreign.exec("CREATE TABLE customers (name TEXT)");
  assert.throws(() => migrate(foreign, migrations), {
    kind: "configuration",
    message: 'Cannot open ":memory:": it belongs to another program (it has "customers")',
  });
});

Deno.test("migrate: refuses a database whose tables are no longer as they were made", () => {
  using db = openSqlite(":memory:");
  migrate(db, migrations);
  migrate(db, migrations);
  db.exec("ALTER TABLE steps RENAME COLUMN run TO ruN");
  assert.throws(() => migrate(db, migrations), {
    kind: "data",
    message: 'Cannot open ":memory:": the database is damaged: its tables are not as they were made',
  });
});

Deno.test("migrate: refuses migrations out of order", () => {
  using db = openSqlite(":memory:");
  assert.throws(() => migrate(db, [migrations[1]!]), RangeError);
});

Deno.test("migrate: several processes that open, migrate and write one new file at once lose nothing", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "shared.db");
  const script = join(folder, "writer.ts");
  const url = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  await Deno.writeTextFile(
    script,
    `import { openSqlite } from ${url("./sqlite.ts")};
    import { migrate } from ${url("./migrate.ts")};
    using db = openSqlite(${JSON.stringify(path)}, { busyTimeout: 60_000 });
    migrate(db, [{ version: 1, name: "t", sql: "CREATE TABLE t (who TEXT NOT NULL) STRICT" }]);
    for (let i = 0; i < 50; i++) db.transaction(() => db.run("INSERT INTO t VALUES (?)", [Deno.args[0]!]));`,
  );
  try {
    const command = await denoCommand();
    const outputs = await Promise.all(["a", "b", "c", "d"].map((who) => {
      const args = [
        "run",
        "--no-config",
        "--no-lock",
        "--no-check",
        `--allow-read=${folder}`,
        `--allow-write=${folder}`,
      ];
      return new Deno.Command(command, { args: [...args, script, who], stdout: "null", stderr: "piped" }).output();
    }));
    for (const { code, stderr } of outputs) assert.equal(code, 0, new TextDecoder().decode(stderr));
    using db = openSqlite(path, { readOnly: true });
    assert.deepEqual(
      db.all("SELECT who, count(*) AS n FROM t GROUP BY who ORDER BY who"),
      ["a", "b", "c", "d"].map((who) => ({ who, n: 50 })),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function denoCommand(): Promise<string> {
  const command = Deno.execPath();
  const { state } = await Deno.permissions.query({ name: "run", command });
  return state === "granted" ? command : "deno";
}
