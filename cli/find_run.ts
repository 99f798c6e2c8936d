import { Problem } from "../infra/errors.ts";
import { didYouMean } from "../infra/suggest.ts";
import type { History, RunRecord } from "../pipeline/engine/mod.ts";

/** The word that stands for the newest run. */
export const lastRun = "last";

const searched = 1000;

/**
 * The run that a person means: by its whole name, by `last` (or nothing), or by a beginning or an end that only one of the
 * newest thousand runs has.
 *
 * @throws {Problem} of kind usage when there is none or more than one.
 */
export async function findRun(history: History, wanted: string = lastRun): Promise<RunRecord> {
  const remedy = 'See "clustering runs" for the runs there are.';
  if (wanted.toLowerCase() === lastRun) {
    const [newest] = await history.runs({ limit: 1 });
    if (newest !== undefined) return newest;
    throw new Problem("usage", "Cannot show the last run: nothing has run in this environment yet", {
      remedy: 'Run a job, or name another environment with "--env".',
    });
  }
  const name = wanted.toLowerCase();
  const exact = await history.run(name);
  if (exact !== undefined) return exact;
  const runs = await history.runs({ limit: searched });
  const matching = runs.filter(({ id }) => id.startsWith(name) || id.endsWith(name));
  if (matching.length === 1) return matching[0]!;
  if (matching.length > 1) {
    const some = matching.slice(0, 3).map(({ id }) => id).join(", ");
    throw new Problem("usage", `Cannot tell which run "${wanted}" is: ${some}${matching.length > 3 ? ", …" : ""} fit`, {
      remedy: "Give more letters.",
    });
  }
  throw new Problem(
    "usage",
    `Cannot find the run "${wanted}": there is none${didYouMean(name, runs.map(({ id }) => id))}`,
    {
      remedy,
    },
  );
}
