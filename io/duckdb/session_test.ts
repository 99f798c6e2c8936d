import assert from "node:assert/strict";
import { join } from "node:path";
import { Problem } from "../../infra/errors.ts";
import { openSession } from "./mod.ts";
import { runsNativeWorkInline } from "./statement.ts";

// Runs for hours, in tasks of milliseconds.
const endlessQuery = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE (a.range + b.range) % 2 = 0";

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const thrown: unknown = await work.then(() => undefined, (error) => error);
  assert.ok(thrown instanceof Problem, `no problem but ${String(thrown)}`);
  return thrown;
}

Deno.test("Session.rows: values come as plain JavaScript values", async () => {
  await using session = await openSession({ threads: 2 });
  const rows = await session.rows(
    `SELECT 42::BIGINT AS small, 9007199254740993::BIGINT AS large, sum(i) AS total, [1::BIGINT, 2] AS list,
      {'a': 3::BIGINT} AS part, NULL AS nothing, true AS yes FROM range(5) t(i)`,
  );
  assert.deepEqual(rows, [{
    small: 42,
    large: 9007199254740993n,
    total: 10,
    list: [1, 2],
    part: { a: 3 },
    nothing: null,
    yes: true,
  }]);
});

Deno.test("Session.rows: every kind of parameter is bound, by name and by position", async () => {
  await using session = await openSession({ threads: 2 });
  const named = await session.row(
    "SELECT $text AS text, $whole AS whole, $large AS large, $part AS part, $yes AS yes, $none AS none, $texts AS texts, " +
      "$numbers AS numbers, $fractions AS fractions, len($empty) AS empty",
    {
      text: "it's",
      whole: 7,
      large: 2 ** 40,
      part: 0.5,
      yes: true,
      none: null,
      texts: ["a", "b"],
      numbers: [1, 2],
      fractions: [1, 2.5],
      empty: [],
      unused: "left out",
    },
  );
  assert.deepEqual(named, {
    text: "it's",
    whole: 7,
    large: 2 ** 40,
    part: 0.5,
    yes: true,
    none: null,
    texts: ["a", "b"],
    numbers: [1, 2],
    fractions: [1, 2.5],
    empty: 0,
  });
  const placed = await session.rows<{ i: number }>("SELECT i FROM range(10) t(i) WHERE i >= ? LIMIT ?", [3, 2]);
  assert.deepEqual(placed.map(({ i }) => i), [3, 4]);
  await assert.rejects(session.rows("SELECT $missing", { other: 1 }), /"missing": no value is given/);
});

Deno.test("Session.columns: numbers of any type come in order, NULL as NaN", async () => {
  await using session = await openSession({ threads: 2 });
  const rows = 200_001;
  const columns = await session.columns(
    "SELECT i, CASE WHEN i % 2 = 1 THEN NULL ELSE i / 4 END AS half, (i % 3 = 0) AS third FROM range($rows) t(i)",
    { rows },
  );
  assert.deepEqual([...columns.keys()], ["i", "half", "third"]);
  const [i, half, third] = [...columns.values()];
  assert.ok([i, half, third].every((column) => column instanceof Float64Array && column.length === rows));
  assert.ok(i!.every((value, index) => value === index));
  assert.ok(half!.every((value, index) => index % 2 === 1 ? Number.isNaN(value) : value === index / 4));
  assert.ok(third!.every((value, index) => value === (index % 3 === 0 ? 1 : 0)));
  assert.equal((await session.columns("SELECT 1 AS a WHERE false")).get("a")?.length, 0);
});

Deno.test("Session.append: cells arrive by column, in blocks larger than one chunk", async () => {
  await using session = await openSession({ threads: 2 });
  await session.run("CREATE TABLE t (a VARCHAR, b DOUBLE, c BIGINT, d BOOLEAN)");
  const n = 5_000;
  const count = Array.from({ length: n }, (_, i) => i);
  await session.append("t", [
    count.map((i) => i % 2 === 0 ? `text ${i}` : null),
    count.map((i) => i / 2),
    count.map(BigInt),
    count.map((i) => i > 10),
  ]);
  const found = await session.row(
    "SELECT count(*) AS rows, count(a) AS texts, sum(b) AS halves, max(c) AS last, count(*) FILTER (d) AS yes FROM t",
  );
  assert.deepEqual(found, { rows: n, texts: n / 2, halves: n * (n - 1) / 4, last: n - 1, yes: n - 11 });
  await assert.rejects(session.append("t", [["a"], [1, 2], [1n], [true]]), RangeError);
});

Deno.test("Session.run: several statements run in order and tell the rows changed by the last", async () => {
  await using session = await openSession({ threads: 2 });
  const changed = await session.run(
    "CREATE TABLE t (i INTEGER); INSERT INTO t VALUES (1), (2); UPDATE t SET i = i + $by WHERE i > 1",
    { by: 10 },
  );
  assert.equal(changed, 1);
  assert.deepEqual(await session.rows("FROM t ORDER BY i"), [{ i: 1 }, { i: 12 }]);
});

Deno.test("Session.run: a statement that failed within a transaction leaves nothing open", async () => {
  await using session = await openSession({ threads: 2 });
  await session.run("CREATE TABLE t (i INTEGER)");
  await assert.rejects(session.run("BEGIN; INSERT INTO t VALUES (1); SELECT nonsense"), /nonsense/);
  assert.equal((await session.row<{ n: number }>("SELECT count(*) AS n FROM t"))?.n, 0);
});

Deno.test("Session.run: several statements run at once and leave timers their turn", async () => {
  await using session = await openSession({ threads: 2 });
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const sums = Array.from(
    { length: 4 },
    (_, k) => session.row<{ s: number }>("SELECT sum(i % $k) AS s FROM range(3000000) t(i)", { k: k + 2 }),
  );
  const rows = await Promise.all(sums);
  clearInterval(timer);
  assert.deepEqual(rows.map((row) => row?.s), [1_500_000, 3_000_000, 4_500_000, 6_000_000]);
  assert.ok(ticks > 0);
});

Deno.test("Session.run: an aborted signal interrupts the statement with its reason, and the session goes on", async () => {
  await using session = await openSession({ threads: 2 });
  const controller = new AbortController();
  const reason = new Error("enough");
  const endless = session.rows(
    "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = -1",
    [],
    {
      signal: controller.signal,
    },
  );
  // Aborting before the statement has begun ends the same, so nothing depends on how long this takes.
  setTimeout(() => controller.abort(reason), 20);
  await assert.rejects(endless, (error) => error === reason);
  await assert.rejects(session.run("SELECT 1", [], { signal: controller.signal }), (error) => error === reason);
  assert.deepEqual(await session.rows("SELECT 1 AS one"), [{ one: 1 }]);
});

Deno.test("Session.close: interrupts what runs, may be called twice, and refuses what comes later", async () => {
  const session = await openSession({ threads: 2 });
  const endless = session.rows(endlessQuery);
  const outcome = assert.rejects(endless, { name: "AbortError" });
  await Promise.all([session.close(), session.close(), outcome]);
  await assert.rejects(session.run("SELECT 1"), /the session is closed/);
});

Deno.test("openSession: a file is open once per process and again after closing", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "a.duckdb");
    const first = await openSession({ path, threads: 2 });
    await first.run("CREATE TABLE t AS SELECT 1 AS i");
    await Deno.symlink(path, join(folder, "link.duckdb"));
    const problem = await problemOf(openSession({ path: join(folder, "link.duckdb") }));
    assert.equal(problem.kind, "pipeline");
    assert.match(problem.message, /this process has it open already/);
    await first.close();
    await using second = await openSession({ path, readOnly: true });
    assert.deepEqual(await second.rows("FROM t"), [{ i: 1 }]);
    await assert.rejects(second.run("INSERT INTO t VALUES (2)"), /read-only/);
  });
});

Deno.test("openSession: a file held by another process is refused with that process's id", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "a.duckdb");
    const script = join(folder, "hold.ts");
    const module = new URL("./mod.ts", import.meta.url).href;
    await Deno.writeTextFile(
      script,
      `import { openSession } from "${module}";
       const session = await openSession({ path: Deno.args[0] });
       console.log("open");
       await Deno.stdin.read(new Uint8Array(1));
       await session.close();`,
    );
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const child = new Deno.Command("deno", {
      args: ["run", `--config=${config}`, "--allow-ffi", "--allow-env", "--allow-read", "--allow-write", script, path],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    try {
      await reader.read();
      const problem = await problemOf(openSession({ path }));
      assert.match(problem.message, new RegExp(`process ${child.pid} .* has it open`));
    } finally {
      await child.stdin.close();
      await child.status;
      await reader.cancel();
    }
  });
});

Deno.test("openSession: what is no database, or a limit that is none, is refused with its place", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "a.duckdb");
    await Deno.writeTextFile(path, "no database at all");
    assert.equal((await problemOf(openSession({ path }))).kind, "data");
    const missing = await problemOf(openSession({ path: join(folder, "none.duckdb"), readOnly: true }));
    assert.match(missing.message, /there is no such file/);
    assert.equal((await problemOf(openSession({ memoryLimit: "lots" }))).place, "engine.memory_limit");
    assert.equal((await problemOf(openSession({ threads: 0 }))).place, "engine.threads");
  });
});

Deno.test("openSession: a session that cannot be confined is closed", async () => {
  const folder = await Deno.makeTempDir({ prefix: "clustering-test-" });
  const path = `${folder}/a.duckdb`;
  await assert.rejects(openSession({ path, directories: ["a\0b"] }));
  // Were it open still, this process could not open it again, nor another one write to it.
  await (await openSession({ path })).close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("openSession: a session confined to folders touches no other file and keeps its settings", async () => {
  await withFolder(async (folder) => {
    const [inside, outside] = [join(folder, "inside"), join(folder, "outside")];
    await Deno.mkdir(inside);
    await Deno.mkdir(outside);
    await Deno.writeTextFile(join(inside, "a.csv"), "a\n1\n");
    await Deno.writeTextFile(join(outside, "b.csv"), "a\n1\n");
    await Deno.symlink(join(outside, "b.csv"), join(inside, "link.csv"));
    await using session = await openSession({ threads: 2, directories: [inside] });
    assert.deepEqual(await session.rows(`FROM '${inside}/a.csv'`), [{ a: 1 }]);
    await session.run(`COPY (SELECT 1) TO '${inside}/out.parquet'`);
    const forbidden = [
      `FROM '${outside}/b.csv'`,
      `FROM '${inside}/../outside/b.csv'`,
      `FROM '${inside}/link.csv'`,
      `FROM glob('${outside}/*')`,
      `FROM read_text('${outside}/b.csv')`,
      `FROM sniff_csv('${outside}/b.csv')`,
      `COPY (SELECT 1) TO '${outside}/out.parquet'`,
      `ATTACH '${outside}/out.duckdb' AS o`,
    ];
    for (const sql of forbidden) await assert.rejects(session.run(sql), /^Error: Permission Error: /, sql);
    await assert.rejects(session.run("SET memory_limit = '10TB'"), /locked/);
    await assert.rejects(session.run("SET enable_external_access = true"), /locked|Cannot/);
    await assert.rejects(session.run("LOAD httpfs"));
  });
});

Deno.test("runsNativeWorkInline: Deno before 2.7 does", () => {
  const inline = ["1.46.3", "2.4.2", "2.6.10"];
  const apart = ["2.7.0", "2.9.6", "2.10.0", "3.0.0"];
  assert.ok(inline.every((v) => runsNativeWorkInline(v)) && !apart.some((v) => runsNativeWorkInline(v)));
});

Deno.test("Session: running out of memory is a problem that says which settings help", async () => {
  await using session = await openSession({ threads: 2, memoryLimit: "60MB" });
  const problem = await problemOf(session.rows("SELECT list(i) FROM range(50000000) t(i)"));
  assert.equal(problem.kind, "pipeline");
  assert.match(problem.message, /^Cannot run a statement: DuckDB ran out of memory \(.* used\)$/);
  assert.match(problem.remedy ?? "", /engine.memory_limit/);
});
