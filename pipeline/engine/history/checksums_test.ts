import assert from "node:assert/strict";
import { openSqlite } from "../../../infra/sqlite.ts";
import { checksumOf, isSound, withChecksum } from "./checksums.ts";
import { runRecord } from "./contract.ts";
import { openSqliteHistory } from "./sqlite.ts";

Deno.test("checksumOf: FNV-1a of the values with the lengths of texts", () => {
  // In Python: h = 0x811c9dc5; for c in "1:a,0:,2:v1,": h = ((h ^ ord(c)) * 0x01000193) % 2**32
  assert.equal(checksumOf("latest", { asset: "a", partition: "", version: "v1" }), 46407218);
});

Deno.test("checksumOf: whatever single bit of a text changes, and wherever texts are parted, it is another one", () => {
  const row = { asset: "sums", partition: "north", version: "0000000110000000" };
  const sum = checksumOf("latest", row);
  for (const column of ["asset", "partition", "version"] as const) {
    for (let index = 0; index < row[column].length; index++) {
      for (let bit = 0; bit < 8; bit++) {
        const code = row[column].charCodeAt(index) ^ (1 << bit);
        const text = row[column].slice(0, index) + String.fromCharCode(code) + row[column].slice(index + 1);
        assert.notEqual(checksumOf("latest", { ...row, [column]: text }), sum);
      }
    }
  }
  assert.notEqual(checksumOf("latest", { asset: "sumsn", partition: "orth", version: row.version }), sum);
  assert.notEqual(
    checksumOf("latest", { ...row, partition: null }),
    checksumOf("latest", { ...row, partition: "null" }),
  );
});

Deno.test("isSound: only a row with its own checksum", () => {
  const row = { asset: "a", partition: "", version: "v1" };
  assert.equal(isSound("latest", { ...row, checksum: null }), false);
  assert.equal(isSound("latest", withChecksum("latest", row)), true);
  assert.equal(isSound("latest", { ...withChecksum("latest", row), version: "v2" }), false);
});

Deno.test("openSqliteHistory: what was changed behind its back is told with the file and what to do", async () => {
  const folder = await Deno.makeTempDir({ prefix: "history-" });
  const path = `${folder}/history.sqlite`;
  try {
    await using history = await openSqliteHistory(path);
    await history.createRun(runRecord("r1"));
    const event = { kind: "log", level: "info", message: "a", fields: {}, time: 5 } as const;
    await history.write("r1", { events: [event, event, event], partitions: { day: ["mon", "tue", "wed"] } });
    const refused = async (sql: string, read: () => Promise<unknown>, found: RegExp) => {
      using db = openSqlite(path);
      db.exec(sql);
      await assert.rejects(read, (error: Error & { place?: string; remedy?: string }) => {
        assert.match(error.message, found);
        assert.ok(error.message.startsWith(`Cannot read the history "${path}": it is damaged: `));
        assert.equal(error.place, path);
        assert.match(error.remedy ?? "", /Restore it from a backup/);
        return true;
      });
    };
    await refused(
      "UPDATE events SET body = replace(body, 'info', 'inro') WHERE sequence = 2",
      () => history.events("r1"),
      /"events"/,
    );
    await refused(
      "DELETE FROM events WHERE sequence = 2",
      () => history.events("r1"),
      /event 2 of run "r1" is missing/,
    );
    await refused("DELETE FROM partition_keys WHERE key = 'wed'", () => history.partitions("day"), /partitions "day"/);
    await refused("UPDATE runs SET job = 'jab'", () => history.run("r1"), /"runs"/);
    await refused("UPDATE runs SET job = 'jab'", () => history.runs(), /"runs"/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
