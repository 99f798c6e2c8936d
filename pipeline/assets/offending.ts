import { quoteName } from "../../core/sql.ts";
import type { CheckOutcome, Json, Metadata } from "../engine/mod.ts";
import type { Session, Table } from "../resources/types.ts";

const sampleSize = 5;

/** A check that passes when `query` finds nothing; `what` names in the plural what it finds. */
export async function countOffending(
  session: Session,
  query: string,
  what: string,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const samples = await session.rows<{ readonly [key: string]: Json }>(
    `SELECT *, count(*) OVER () AS found FROM (${query}) ORDER BY ALL LIMIT ${sampleSize}`,
    undefined,
    { signal },
  );
  const found = Number(samples[0]?.["found"] ?? 0);
  return {
    passed: found === 0,
    message: found === 0 ? `No ${what}` : `${found} ${what}`,
    figures: { found },
    samples: samples.map(({ found: _, ...row }) => row),
  };
}

/** Of the stores of `all` those that `some` has not, as metadata: how many, and a few of them. */
export async function storesWithoutCluster(
  session: Session,
  all: Table,
  some: Table,
  signal: AbortSignal,
): Promise<Metadata> {
  const rows = await session.rows<{ readonly STORE_NBR: Json; readonly found: number }>(
    `SELECT STORE_NBR, count(*) OVER () AS found FROM ${quoteName(all.relation)} ANTI JOIN ${quoteName(some.relation)}
     USING (STORE_NBR) ORDER BY STORE_NBR LIMIT ${sampleSize}`,
    undefined,
    { signal },
  );
  if (rows.length === 0) return { stores_without_cluster: 0 };
  return {
    stores_without_cluster: Number(rows[0]!.found),
    stores_without_cluster_samples: rows.map(({ STORE_NBR }) => ({ STORE_NBR })),
  };
}

/** Offending rows that an asset left in its metadata; none where there were none. */
export function samplesIn(metadata: Metadata, name: string): readonly Json[] {
  const samples = metadata[name];
  return Array.isArray(samples) ? samples as readonly Json[] : [];
}
