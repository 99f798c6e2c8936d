import assert from "node:assert/strict";
import { adjustedRand } from "../../core/mod.ts";
import type { Session } from "../../io/mod.ts";

/** What was planted, and how well it must be found. */
export interface Planted {
  /** Folder with truth_internal.csv and truth_external.csv. */
  readonly truth: string;
  readonly categories: number;
  /** Least adjusted Rand index of each category and of the external clusters. */
  readonly least: number;
}

/** The clusters published in `data` are the planted segments. */
export async function assertPlantedFound(session: Session, data: string, planted: Planted): Promise<void> {
  const { truth, categories, least } = planted;
  const internal = await agreement(
    session,
    `SELECT category, cluster AS a, SEGMENT AS b FROM '${data}/internal/cluster_assignments.parquet' c
     JOIN '${truth}/truth_internal.csv' t ON c.STORE_NBR = t.STORE_NBR AND category = CAT_DSC`,
  );
  assert.equal(internal.size, categories);
  for (const [category, rand] of internal) assert.ok(rand >= least, `${category}: ${rand}`);
  const external = await agreement(
    session,
    `SELECT category, cluster AS a, SEGMENT AS b FROM '${data}/external/cluster_assignments.parquet'
     JOIN '${truth}/truth_external.csv' USING (STORE_NBR)`,
  );
  assert.ok((external.get("default") ?? 0) >= least, `external: ${external.get("default")}`);
}

/** Adjusted Rand index of published clusters against planted segments, by category. */
async function agreement(session: Session, query: string): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  await session.run(`CREATE OR REPLACE TABLE pairs AS ${query}`);
  for (const { category } of await session.rows<{ category: string }>("SELECT DISTINCT category FROM pairs")) {
    const columns = await session.columns(`SELECT a, b FROM pairs WHERE category = $category`, { category });
    found.set(category, adjustedRand(columns.get("a")!, columns.get("b")!));
  }
  return found;
}
