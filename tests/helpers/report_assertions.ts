import assert from "node:assert/strict";
import { join } from "node:path";
import type { Session } from "../../io/mod.ts";
import { readPartitionMap } from "../../io/writers/mod.ts";
import { listFolder } from "./workspace.ts";
import { sheetsOf } from "./workbook.ts";

/** Names of the workbooks of the newest run, without their ending. */
export async function workbooksIn(data: string): Promise<{ readonly folder: string; readonly names: string[] }> {
  const reports = join(data, "merging/reports");
  const newest = (await listFolder(reports)).at(-1)!;
  const folder = join(reports, newest);
  const names = (await listFolder(folder)).filter((name) => name.endsWith(".xlsx")).map((name) => name.slice(0, -5));
  return { folder, names };
}

/** Each category has a workbook whose 14 sheets add up to its sales, read by another way. */
export async function assertWorkbooks(session: Session, data: string, sales: string): Promise<void> {
  const { folder, names } = await workbooksIn(data);
  const { partitions = {} } = await readPartitionMap(join(data, "internal/sales_by_category")) ?? {};
  const expected = await session.rows<{ category: string; sum: number }>(
    `SELECT CAT_DSC AS category, sum(TOTAL_SALES::DOUBLE) AS sum
     FROM read_csv('${sales}', header = true, all_varchar = true, ignore_errors = true) s
     JOIN (FROM '${data}/merging/merged_cluster_assignments.parquet') m
       ON TRY_CAST(trim(s.STORE_NBR) AS BIGINT) = m.STORE_NBR AND trim(CAT_DSC) = m.category
     WHERE regexp_full_match(trim(SKU_NBR), '[1-9][0-9]*(\\.0)?') AND TRY_CAST(trim(TOTAL_SALES) AS DOUBLE) >= 0 GROUP BY ALL`,
  );
  const files = expected.map(({ category }) => partitions[category]!.file.replace(".parquet", "")).sort();
  assert.deepEqual(names, files, "one workbook for each category, named as its tables");
  for (const { category, sum } of expected) {
    const sheets = await sheetsOf(join(folder, partitions[category]!.file.replace(".parquet", ".xlsx")));
    assert.equal(sheets.size, 14);
    for (const [name, [header, ...rows]] of sheets) {
      const column = header!.indexOf("TOTAL_SALES_SUM");
      const found = rows.reduce((total, row) => total + Number(row[column]), 0);
      assert.ok(Math.abs(found - sum) <= 1e-9 * sum, `${category}, ${name}: ${found} instead of ${sum}`);
    }
  }
}

/** The upload has one row for each merged store and category, and the archive has the same with a time. */
export async function assertUpload(session: Session, data: string): Promise<void> {
  const [row] = await session.rows<Record<string, unknown>>(
    `SELECT count(*) AS rows, count(*) FILTER (u.demand_cluster_labels = m.merged_cluster
         AND u.rebalanced_demand_cluster_labels = m.rebalanced_cluster AND u.CAT_DSC = m.category) AS same,
       (SELECT count(*) FROM '${data}/merging/merged_cluster_assignments.parquet') AS merged,
       (SELECT count(*) FROM '${data}/merging/final_assignments_archive/*.parquet') AS archived
     FROM '${data}/merging/final_assignments.parquet' u
     JOIN '${data}/merging/merged_cluster_assignments.parquet' m ON u.store_nbr = m.STORE_NBR AND u.category = m.category`,
  );
  const { rows, same, merged, archived } = row!;
  assert.ok(Number(rows) > 0);
  assert.deepEqual({ same, merged, archived }, { same: rows, merged: rows, archived: rows });
}
