import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { exportQuery } from "../../io/export/mod.ts";
import { openSession } from "../../io/mod.ts";
import { recordRun } from "../../ui/testing/example.ts";
import { sheetsOf } from "../helpers/workbook.ts";
import { proofOf, type SecuritySite, securitySite } from "./site.ts";

/** Texts that a spreadsheet would run. */
const formulas = ["=1+1", "+1+1", "-2+3", "@SUM(1)", `=HYPERLINK("http://evil.example","x")`, "=cmd|' /C calc'!A0"];
const sql = `SELECT * FROM (VALUES ${
  formulas.map((text, i) => `(${i}, '${text.replaceAll("'", "''")}')`).join(", ")
}) t(id, "=name")`;

const partition = `a"\r\nset-cookie: x=y\r\n\r\n<script>;/../`;

async function withFiles(work: (site: SecuritySite) => Promise<void>): Promise<void> {
  await using site = await securitySite();
  const { history } = site.backend.ledger;
  const at = Date.UTC(2026, 10, 20, 4);
  await recordRun(history, { at, status: "success", steps: [{ asset: "orders_by_region", partition, seconds: 1 }] });
  await using session = await openSession();
  for (const asset of ["clean_orders", "orders_by_region"]) {
    for (const { path } of await history.valuesOf(asset)) {
      const file = join(site.backend.settings.paths.data, "assets", path);
      await Deno.mkdir(dirname(file), { recursive: true });
      await session.run(`COPY (${sql}) TO '${file}' (FORMAT parquet)`);
    }
  }
  await work(site);
}

const viewer = { headers: proofOf("viewer", "token") };

Deno.test("downloads: a CSV file holds the data as they are, formulas too, and is saved, not shown", async () => {
  await withFiles(async ({ send }) => {
    const quoted = (text: string) => /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const expected = ["id,=name", ...formulas.map((text, i) => `${i},${quoted(text)}`), ""].join("\n");
    const query = encodeURIComponent("SELECT * FROM clean_orders ORDER BY id");
    for (const path of ["/assets/clean_orders/download?sort=id", `/sql/download?query=${query}`]) {
      const response = await send("GET", `/api/v1${path}`, viewer);
      assert.equal(await response.text(), expected, path);
      assert.equal(response.headers.get("content-type"), "application/octet-stream");
      assert.match(response.headers.get("content-disposition") ?? "", /^attachment; filename="[\w.-]+"$/);
      assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    }
  });
});

Deno.test("downloads: in a workbook every text is a text", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await using session = await openSession();
    const path = join(folder, "t.xlsx");
    await exportQuery(session, { sql }, { format: "xlsx", path });
    const [rows] = [...(await sheetsOf(path)).values()];
    // What is read as a formula is an object, not a text.
    assert.deepEqual(rows?.map((row) => row[1]), ["=name", ...formulas]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("downloads: names of partitions and files cannot add a header or a folder", async () => {
  await withFiles(async ({ send }) => {
    for (const place of ["download", "file"]) {
      const path = `/api/v1/assets/orders_by_region/${place}?partition=${encodeURIComponent(partition)}`;
      const response = await send("GET", path, viewer);
      assert.equal(response.status, 200, await response.clone().text());
      assert.equal(response.headers.get("set-cookie"), null);
      assert.match(response.headers.get("content-disposition") ?? "", /^attachment; filename="[\w.-]+"$/);
      await response.body?.cancel();
    }
  });
});
