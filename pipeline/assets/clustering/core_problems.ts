import { DataError } from "../../../core/mod.ts";
import { Problem } from "../../engine/mod.ts";

/**
 * Runs work of the numeric core; data that it cannot work with becomes a problem of kind data.
 *
 * @param where What the work is about, e.g. a category; it goes before the place in the data
 */
export function withProblems<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw problemOf(where, error);
  }
}

/** A problem of kind data for data that the numeric core cannot work with; every other error as it is. */
export function problemOf(where: string, error: unknown): unknown {
  if (!(error instanceof DataError)) return error;
  const { message, place, remedy } = error;
  return new Problem("data", message, {
    place: place === undefined ? where : `${where}, ${place}`,
    remedy,
    cause: error,
  });
}
