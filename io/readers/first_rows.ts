import { quoteName } from "../sql.ts";
import type { Column } from "../types.ts";
import type { Staged } from "./types.ts";

/** A name like `wanted` that is not among the names (in lower case) of `taken`. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  return taken.has(wanted) ? freeName(`${wanted}_`, taken) : wanted;
}

/** The first rows of a source, with where each came from as columns, because hidden columns end at the subquery. */
export function firstRows(
  from: string,
  origin: Staged["origin"],
  columns: readonly Column[],
  limit: number,
): Pick<Staged, "from" | "origin"> {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  const file = quoteName(freeName("row_file", taken));
  const line = quoteName(freeName("row_line", taken));
  const names = columns.map(({ name }) => quoteName(name));
  const select = [...names, `${origin.file} AS ${file}`, `${origin.line} AS ${line}`].join(", ");
  return { from: `(SELECT ${select} FROM ${from} LIMIT ${limit})`, origin: { file, line } };
}
