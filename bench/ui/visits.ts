import { groupName, groupsOf, jobName } from "./project.ts";
import type { MadeHistory } from "./fill.ts";

/** A kind of request with the addresses it takes turns at. */
export interface Visit {
  readonly name: string;
  /** Path and query of its n-th request. */
  readonly address: (n: number) => string;
}

const pageOfLog = 200;

/** The pages that are measured, and what the API answers behind each. */
export function visits(made: MadeHistory): readonly Visit[] {
  return [
    { name: "runs list, page", address: (n) => `/runs${runsQuery(made, n, "page")}` },
    { name: "runs list, API", address: (n) => `/api/v1/runs${runsQuery(made, n, "api")}` },
    {
      name: "run detail, page",
      address: (n) => `/runs/${runOf(made, n)}${["", "?view=outputs", "?view=graph"][n % 3]}`,
    },
    { name: "run detail, API", address: (n) => `/api/v1/runs/${runOf(made, n)}${n % 2 === 0 ? "" : "/steps"}` },
    { name: "lineage, page", address: (n) => `/lineage${lineageQuery(made, n)}` },
    { name: "lineage, API", address: (n) => `/api/v1/lineage${lineageQuery(made, n)}` },
    { name: "log, page", address: (n) => logAddress(made, n, "/runs/", "") },
    { name: "log, API", address: (n) => logAddress(made, n, "/api/v1/runs/", "/events") },
  ];
}

/** Numbers that go through all of a list in an order that no cache foresees. */
function pick<Value>(values: readonly Value[], n: number): Value {
  return values[n * 7_919 % values.length]!;
}

function runsQuery(made: MadeHistory, n: number, of: "page" | "api"): string {
  const job = jobName(n % groupsOf(made.size.assets));
  const cursor = pick(made.small, n);
  const day = of === "page" ? "since=2026-03-01&until=2026-03-31" : "since=1772323200000&until=1774915200000";
  return [
    "",
    `?cursor=${cursor}`,
    `?job=${job}`,
    "?status=failure",
    `?job=${job}&status=success&cursor=${cursor}`,
    "?tag=team%3Dteam%202",
    `?trigger=schedule&cursor=${cursor}`,
    `?${day}`,
  ][n % 8]!;
}

/** Half of the runs that are looked at have some steps, most others 200, every twentieth all of them. */
function runOf({ small, wide, whole }: MadeHistory, n: number): string {
  if (n % 20 === 7) return pick(whole, n);
  return n % 2 === 0 ? pick(small, n) : pick(wide, n);
}

function lineageQuery({ size: { assets } }: MadeHistory, n: number): string {
  const group = groupName(n * 40 % assets);
  return [
    "?collapsed=",
    "",
    `?selection=group%3A${group}&collapsed=`,
    "?collapsed=",
    `?focus=${encodeURIComponent(`${group}/table_${String(n * 40 % assets).padStart(4, "0")}`)}&up=2&down=2&collapsed=`,
    // As many ways to open groups as people look at in one hour: the first look at each takes seconds.
    `?collapsed=${groupName(Math.floor(n / 6) % 4 * 40 % assets)}`,
  ][n % 6]!;
}

function logAddress({ long }: MadeHistory, n: number, before: string, behind: string): string {
  const { run, events } = pick(long, n);
  const after = n * 7_919_777 % Math.max(1, events - pageOfLog);
  const query = [
    `after=${after}`,
    "",
    `after=${after}&level=warning`,
    `after=${after}&text=flushed`,
    `after=${after}&level=error`,
    `after=${after}`,
  ][n % 6]!;
  return `${before}${run}${behind}?${query}`;
}
