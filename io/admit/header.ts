import { nearest } from "../../infra/suggest.ts";
import { Problem } from "../../infra/errors.ts";
import { quoteName } from "../sql.ts";
import type { TableContract } from "../schema/mod.ts";
import type { StagedColumn } from "../readers/types.ts";

/** A column of the source under its trimmed name. */
export interface NamedColumn {
  readonly name: string;
  readonly type: string;
  /** SQL for its value. */
  readonly sql: string;
}

/** Characters of a name in a message. */
const longest = 60;

function clip(name: string): string {
  return name.length > longest ? `${name.slice(0, longest)}…` : name;
}

/** Names in a message before the rest is only counted. */
const shown = 12;

/** A column name as it is used: without byte order mark and surrounding blanks. */
export function cleanName(name: string): string {
  return name.replace(/^\ufeff/, "").trim();
}

/**
 * Trims the names of a source's columns and compares them with what the contract asks for.
 *
 * @param place file and line of the names, where there is a line
 * @throws Problem of kind `data` for an empty or repeated name and for a missing column; names are case-sensitive, and one
 * that differs by case only is named in the remedy
 */
export function nameColumns(
  columns: readonly StagedColumn[],
  contract: TableContract | undefined,
  source: string,
  place: string = source,
): readonly NamedColumn[] {
  const named = columns.map(({ name, type, sql }) => ({ name: cleanName(name), type, sql: sql ?? quoteName(name) }));
  const names = named.map(({ name }) => name);
  refuseRepeated(names, source, place);
  const columnsAsked = contract?.columns ?? [];
  const missing = columnsAsked.filter(({ name, optional }) => !optional && !names.includes(name));
  if (missing.length > 0) {
    const wanted = new Set(columnsAsked.map(({ name }) => name));
    throw missingColumns(missing.map(({ name }) => name), wanted, names, source, place);
  }
  return named;
}

function refuseRepeated(names: readonly string[], source: string, place: string): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    if (name === "") {
      throw new Problem("data", `Cannot read "${source}": a column has no name`, {
        place,
        remedy: "Name every column in the header, or remove a trailing delimiter.",
      });
    }
    const earlier = seen.get(name.toLowerCase());
    if (earlier !== undefined) {
      throw new Problem(
        "data",
        `Cannot read "${source}": the columns "${clip(earlier)}" and "${clip(name)}" have the same name`,
        {
          place,
          remedy: "Names must differ by more than case; rename or remove one of them.",
        },
      );
    }
    seen.set(name.toLowerCase(), name);
  }
}

function missingColumns(
  missing: readonly string[],
  wanted: ReadonlySet<string>,
  names: readonly string[],
  source: string,
  place: string,
): Problem {
  const free = names.filter((name) => !wanted.has(name));
  const near = missing.flatMap((name) => {
    const found = free.find((other) => other.toLowerCase() === name.toLowerCase()) ?? nearest(name, free);
    return found === undefined ? [] : [`"${clip(found)}" is there: rename it to "${name}"`];
  });
  const list = names.slice(0, shown).map(clip).join(", ") +
    (names.length > shown ? `, and ${names.length - shown} more` : "");
  const what = missing.length === 1
    ? `the column ${missing[0]} is missing`
    : `columns are missing: ${missing.join(", ")}`;
  return new Problem("data", `Cannot read "${source}": ${what}; it has ${list}`, {
    place,
    remedy: near.length > 0 ? `${near.join("; ")}.` : "Check the header and the reader's delimiter.",
  });
}
