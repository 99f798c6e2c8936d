import { Problem } from "../infra/errors.ts";
import { didYouMean } from "../infra/suggest.ts";
import type { Job } from "./engine/mod.ts";
import type { Settings } from "./resources/settings.ts";

/**
 * Checks that limits of the configuration are of jobs and pools that there are.
 *
 * @throws {Problem} of kind configuration for the first that is not, with the nearest name
 */
export function checkLimits({ queue: { limits } }: Pick<Settings, "queue">, jobs: readonly Job[]): void {
  check("jobs", Object.keys(limits.jobs), jobs.map(({ name }) => name));
  check("pools", Object.keys(limits.pools), [...new Set(jobs.flatMap(({ pools }) => Object.keys(pools)))]);
}

function check(kind: "jobs" | "pools", limited: readonly string[], known: readonly string[]): void {
  const unknown = limited.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const what = kind === "jobs" ? "there is no such job" : "no job takes slots of such a pool";
  const one = kind === "jobs" ? "job" : "pool";
  throw new Problem("configuration", `Cannot limit the ${one} "${unknown}": ${what}${didYouMean(unknown, known)}`, {
    place: `queue.limits.${kind}.${unknown}`,
    remedy: `There are ${known.join(", ") || "none"}.`,
  });
}
