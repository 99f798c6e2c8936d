import assert from "node:assert/strict";

/** A table of numbers of a golden file, row after row. */
export interface GoldenTable {
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
}

/** The content of a golden file by its name without extension; the caller says what is in it. */
export function readGolden<T>(name: string): T {
  return JSON.parse(Deno.readTextFileSync(new URL(`./${name}.json`, import.meta.url)));
}

/** An input table of the golden files as rows, columns and data. */
export function fixture(name: string): { rows: number; columns: number; data: Float64Array } {
  const found = readGolden<{ fixtures: Record<string, GoldenTable> }>("data").fixtures[name];
  assert.ok(found, `no fixture ${name}`);
  return { rows: found.rows, columns: found.columns, data: Float64Array.from(found.values) };
}

/** Asserts that numbers agree: |a - b| <= relative * max(|a|, |b|, floor), each place alone. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative = 1e-9, floor = 1e-3, what = "values" } = {},
): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  for (let i = 0; i < actual.length; i++) {
    const a = actual[i]!;
    const b = expected[i]!;
    const allowed = relative * Math.max(Math.abs(a), Math.abs(b), floor);
    assert.ok(Math.abs(a - b) <= allowed, `${what}: at ${i} ${a} instead of ${b}`);
  }
}
