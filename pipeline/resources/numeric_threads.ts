import { type AlgorithmAlias, algorithmAliases, type AlgorithmName, DataError } from "../../core/mod.ts";
import { errorOf, type Failure, onThisThread, openThreads } from "../../infra/threads/mod.ts";
import { numericTasks } from "../assets/clustering/numeric_tasks.ts";
import type { NumericThreads } from "./types.ts";

/** With fewer numbers than this, a thread of its own would take longer to start than the work. */
const fewNumbers = 3000;

/** The same for algorithms that compare all pairs, or that need many steps for each number of clusters. */
const fewForSlow = 400;

const slowAlgorithms: readonly unknown[] = [
  "gmm",
  "kmedoids",
  "spectral",
  "affinity_propagation",
] satisfies AlgorithmName[];

/**
 * Threads for the numeric work of assets. They start with the first work that is worth it; what is quick, by the
 * numbers in it and the algorithm that it names, is done here.
 *
 * @param threads Most threads. @default one per core
 */
export function openNumericThreads(threads?: number): NumericThreads {
  const module = new URL("./numeric_worker.ts", import.meta.url);
  const pool: NumericThreads = openThreads(module, { ...(threads === undefined ? {} : { threads }), revive });
  const here = onThisThread(numericTasks);
  return {
    run: (task, input, options) => (isSmall(input) ? here : pool).run(task, input, options),
    close: () => pool.close(),
  };
}

function revive(failure: Failure): Error {
  if (failure.name !== "DataError") return errorOf(failure);
  const { place, remedy } = failure.fields;
  return new DataError(failure.message, { place, remedy });
}

function isSmall(input: readonly unknown[]): boolean {
  return numbersIn(input) < (input.some(isSlow) ? fewForSlow : fewNumbers);
}

/** Whether a part of the input is settings that name a slow algorithm. */
function isSlow(part: unknown): boolean {
  if (typeof part !== "object" || part === null || !("algorithm" in part)) return false;
  const { algorithm } = part;
  return slowAlgorithms.includes(algorithmAliases[algorithm as AlgorithmAlias] ?? algorithm);
}

/** Entries of all arrays in plain data. */
function numbersIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  if (ArrayBuffer.isView(value)) return value.byteLength / 8;
  const parts: readonly unknown[] = Object.values(value);
  if (Array.isArray(value) && typeof value[0] !== "object") return parts.length;
  return parts.reduce<number>((sum, part) => sum + numbersIn(part), 0);
}
