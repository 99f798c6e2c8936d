import assert from "node:assert/strict";
import { postgresPrograms, withPostgres } from "../tests/helpers/postgres.ts";
import { Problem } from "./errors.ts";
import { numbered, openPostgres } from "./postgres_database.ts";
import { shownUrl } from "./postgres_errors.ts";

const ignore = postgresPrograms() === undefined;

Deno.test("numbered: names and question marks become numbers, texts in quotes stay", () => {
  const named = numbered("SELECT ':a', \"?\" FROM t WHERE x = :a AND y = :b::TEXT AND z = :a", { a: 1, b: "x" });
  assert.equal(named.text, "SELECT ':a', \"?\" FROM t WHERE x = $1 AND y = $2::TEXT AND z = $1");
  assert.deepEqual(named.values, [1, "x"]);
  assert.deepEqual(numbered("VALUES (?, 'it''s ?', ?)", [1, 2]), {
    text: "VALUES ($1, 'it''s ?', $2)",
    values: [1, 2],
  });
  assert.deepEqual(numbered("VALUES (:gone)", {}).values, [null]);
});

Deno.test("shownUrl: hides the password, whatever the URL is", () => {
  assert.equal(
    shownUrl("postgres://ann:s3cret@db:5432/x?sslmode=require"),
    "postgres://ann:***@db:5432/x?sslmode=require",
  );
  assert.doesNotMatch(shownUrl("postgres://db/x?user=ann&password=s3cret"), /s3cret/);
  assert.equal(shownUrl("s3cret"), "the configured URL");
});

Deno.test("openPostgres: nobody there is told with the URL and without its password", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  await assert.rejects(openPostgres(`postgres://ann:s3cret@127.0.0.1:${port}/x`), (error) => {
    assert.ok(error instanceof Problem);
    assert.equal(error.kind, "pipeline");
    assert.match(error.message, /no server answers there/);
    assert.doesNotMatch(`${error.message}${error.place}${error.remedy}`, /s3cret/);
    return true;
  });
});

Deno.test({
  name: "openPostgres: statements, transactions, exclusive ones, broken connections, wrong names",
  ignore,
  fn: () =>
    withPostgres(async ({ url, sql }) => {
      await using db = await openPostgres(url);
      await db.run("CREATE TABLE t (id BIGINT PRIMARY KEY, x DOUBLE PRECISION, name TEXT)");
      assert.equal(await db.run("INSERT INTO t VALUES (:id, :x, :name)", { id: 2 ** 53 - 1, x: 0.1, name: "ä?:b" }), 1);
      assert.deepEqual(await db.all("SELECT * FROM t WHERE name = ?", ["ä?:b"]), [{
        id: 2 ** 53 - 1,
        x: 0.1,
        name: "ä?:b",
      }]);
      assert.equal(await db.get("SELECT 1 FROM t WHERE id = 0"), undefined);

      await assert.rejects(
        db.transaction(async (inside) => {
          await inside.run("DELETE FROM t");
          await inside.run("INSERT INTO t VALUES (1, 1, ''), (1, 1, '')");
        }),
        (error) => db.isUniqueViolation(error),
      );
      assert.equal((await db.all("SELECT * FROM t")).length, 1);

      await db.run("CREATE TABLE n (n BIGINT)");
      await db.run("INSERT INTO n VALUES (0)");
      const add = () =>
        db.transaction(async (inside) => {
          const { n } = (await inside.get<{ n: number }>("SELECT n FROM n"))!;
          await inside.run("UPDATE n SET n = ?", [n + 1]);
        }, { exclusive: "adding" });
      await Promise.all(Array.from({ length: 20 }, add));
      assert.deepEqual(await db.all("SELECT n FROM n"), [{ n: 20 }]);

      const cut = db.transaction(async (inside) => {
        await inside.run("UPDATE n SET n = 99");
        await sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'clustering'");
        await inside.run("UPDATE n SET n = 100");
      });
      await assert.rejects(cut, { name: "Problem", message: /the connection broke off/ });
      assert.deepEqual(await db.all("SELECT n FROM n"), [{ n: 20 }]);

      await assert.rejects(openPostgres(url.replace(/postgres$/, "nothing")), {
        name: "Problem",
        message: /no such database/,
      });
      await assert.rejects(db.run("SELEC"), (error) => !(error instanceof Problem));
    }),
});
