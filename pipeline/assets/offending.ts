import type { CheckOutcome, Json } from "../engine/mod.ts";
import type { Session } from "../resources/types.ts";

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
