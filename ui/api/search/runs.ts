import type { RunRecord } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { utc } from "../../format.ts";
import type { Found } from "./endpoints.ts";
import { best } from "./rank.ts";

/** How many runs are searched by all their words; older ones are found by the begin of their id. */
const searched = 100;

/** The runs that are searched, newest first. */
export function newestRuns({ ledger: { history } }: Backend): Promise<readonly RunRecord[]> {
  return history.runs({ limit: searched });
}

/** Runs as what is found. */
export function runsFound(runs: readonly RunRecord[]): readonly Found[] {
  return runs.map(({ id, job, status, createdAt }) => ({
    ...{ kind: "run", title: id, detail: `${job}, ${status}, ${utc(createdAt)} UTC` } as const,
    href: `/runs/${encodeURIComponent(id)}`,
  }));
}

/** Runs by their words, of the newest, then by the begin of their id, of all. */
export async function findRuns(
  { ledger: { history } }: Backend,
  newest: readonly RunRecord[],
  text: string,
  limit: number,
): Promise<readonly Found[]> {
  const found = best(text, runsFound(newest), limit);
  const begin = text.toLowerCase();
  if (found.length === limit || !/^[0-9a-hjkmnp-tv-z]{4,16}$/.test(begin)) return found;
  // Ids sort by their time, so those with a begin in common are neighbours.
  const near = await history.runs({ before: begin.padEnd(17, "z"), limit });
  const known = new Set(newest.map(({ id }) => id));
  const older = near.filter(({ id }) => id.startsWith(begin) && !known.has(id));
  return [...found, ...runsFound(older)].slice(0, limit);
}
