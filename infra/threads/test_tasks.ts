import { Problem } from "../errors.ts";

/** Tasks of the tests of threads. */
export const testTasks = {
  add: (a: number, b: number): number => a + b,
  sum: (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0),
  mark: (values: Int32Array): void => void Atomics.add(values, 0, 1),
  fail: (): never => {
    throw new Problem("data", "Cannot count beans", { place: "row 3", remedy: "Count again." });
  },
  refuse: (): never => {
    throw new RangeError("Cannot go there");
  },
  /** Says in `started` that it began, and never ends by itself. */
  hang: (started: Int32Array): void => {
    Atomics.store(started, 0, 1);
    Atomics.notify(started, 0);
    Atomics.wait(started, 1, 0);
  },
} as const;
