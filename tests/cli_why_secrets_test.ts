import assert from "node:assert/strict";
import { openSqlite } from "../infra/sqlite.ts";
import { runCli, withProject } from "./helpers/cli.ts";

Deno.test("clustering why: a changed secret is told by its key; no value of it is shown or recorded", () =>
  withProject(async (root) => {
    const config = `${root}/config/dev.yaml`;
    const text = await Deno.readTextFile(config);
    await Deno.writeTextFile(config, `${text}  mall: { kind: csv, path: "raw/\${env:MALL_TOKEN}.csv" }\n`);
    const cli = (canary: string, ...words: readonly string[]) =>
      runCli(words, { cwd: root, env: { MALL_TOKEN: canary } });
    const ran = await cli("canary-one", "run", "internal_preprocessing_job");
    assert.equal(ran.code, 0, ran.stderr);
    const told = await cli("canary-two", "why", "internal_sales_by_category");
    assert.match(
      told.stdout,
      /settings that it reads changed \(datasets\)\n.*readers\.mall\.path: its value is hidden\n/,
    );
    const json = await cli("canary-two", "why", "internal_sales_shares", "--json");
    assert.ok(!/canary/.test(told.stdout + told.stderr + json.stdout + json.stderr));
    using db = openSqlite(`${root}/data/history/history.sqlite`, { readOnly: true });
    const recorded = [...db.all("SELECT body FROM origins"), ...db.all("SELECT body FROM settings_texts")];
    assert.ok(recorded.length > 3 && !/canary/.test(JSON.stringify(recorded)));
  }));
