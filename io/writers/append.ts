import { z } from "../../infra/zod.ts";
import { Problem } from "../../infra/errors.ts";
import type { Column } from "../types.ts";
import { refusal } from "./problems.ts";
import type { TargetTables } from "./table_names.ts";
import type { WriteContext } from "./types.ts";

/** The key of writers of databases that adds to a table. */
export const append = z.boolean().optional().describe(
  "Add to the rows that the table has, instead of replacing them; not for partitions; false if left out",
);

/** Refuses to add partitions, whose map could not tell any more what is where. */
export function assertAppendable({ map }: TargetTables, { dataset, place }: WriteContext): void {
  if (map === undefined) return;
  throw new Problem("configuration", `Cannot add to "${dataset}": it has partitions`, {
    place: `${place}.append`,
    remedy: "Leave append out: partitions are replaced as a whole.",
  });
}

/**
 * Refuses rows for a table of other columns; their order does not count, nor does case.
 *
 * @param before Names of the table's columns
 */
export function assertSameColumns(
  target: string,
  before: readonly string[],
  columns: readonly Column[],
  { place }: WriteContext,
): void {
  const names = columns.map(({ name }) => name);
  const folded = (list: readonly string[]) => list.map((name) => name.toLowerCase()).sort().join("\n");
  if (folded(before) === folded(names)) return;
  throw refusal(target, `its columns are ${before.join(", ")}, but the rows to add have ${names.join(", ")}`, {
    place: `${place}.append`,
    remedy: "Write under another name, or rename the table that stands there.",
  });
}
