import { quoteName } from "../../core/mod.ts";
import { Problem, toError } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import { columnsOf, readCells, tableSql } from "./cells.ts";
import { type Confined, databaseWords } from "./confined.ts";
import { type ReadingQuery, readingQuery } from "./select_only.ts";
import type { ConsoleTable, DataColumn, QueryAnswer } from "./types.ts";

/** Finds the tables that a query names; names in lower case. */
export type FindTables = (names: ReadonlySet<string>) => Promise<readonly ConsoleTable[]>;

/** What a query may ask of. */
export interface ConsoleCatalog {
  readonly find: FindTables;
  /** Names of all tables, for a hint to the right one. */
  readonly names: () => readonly string[];
}

/** Runs one query that reads, and gives up to `limit` rows. */
export async function answerQuery(
  confined: Confined,
  text: string,
  catalog: ConsoleCatalog,
  { limit }: { readonly limit: number },
): Promise<Omit<QueryAnswer, "milliseconds">> {
  const { sql, columns } = await prepareQuery(confined, text, catalog);
  const rows = await run(confined, () => readCells(confined, `SELECT * FROM (${sql}\n) LIMIT ${limit + 1}`, columns));
  return { columns, rows: rows.slice(0, limit), more: rows.length > limit };
}

/** Makes the views that a query names, and describes what it gives. */
export async function prepareQuery(
  confined: Confined,
  text: string,
  catalog: ConsoleCatalog,
): Promise<ReadingQuery & { readonly columns: readonly DataColumn[] }> {
  const query = await readingQuery(confined, text);
  for (const { name, files } of await catalog.find(query.tables)) {
    await confined.session.run(`CREATE VIEW ${quoteName(name)} AS SELECT * FROM ${tableSql(files)}`, [], {
      signal: confined.signal,
    });
  }
  const columns = await run(
    confined,
    () => columnsOf(confined, `(${query.sql}\n)`),
    (words) => hint(words, catalog.names()),
  );
  return { ...query, columns };
}

async function run<Result>(
  { signal }: Confined,
  work: () => Promise<Result>,
  explain: (words: string) => string | undefined = () => undefined,
): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toError(thrown);
    const words = databaseWords(error);
    if (/^(Out of Memory|IO|Internal|Fatal) Error: /.test(words)) throw error;
    const [first = "", ...rest] = words.replace(/^([A-Z][A-Za-z -]*) Error: /, "").split("\n");
    throw new Problem("usage", `Cannot run the query: ${first.replace(/[.!]$/, "")}`, {
      ...place(rest),
      remedy: explain(words) ?? "Correct the query; DESCRIBE a table shows its columns.",
      cause: error,
    });
  }
}

/** The line of the query that DuckDB points at. The query stands in parentheses at the first line's end, which adds none. */
function place(lines: readonly string[]): { readonly place?: string } {
  const line = lines.find((text) => text.startsWith("LINE "));
  return line === undefined ? {} : { place: line.replace(/^LINE (\d+): .*/, "line $1") };
}

function hint(words: string, names: readonly string[]): string | undefined {
  const [, missing] = /Table with name (.+?) does not exist/.exec(words) ?? [];
  if (missing === undefined) return undefined;
  const meant = didYouMean(missing, names);
  return meant === ""
    ? "Tables are the assets at the side, latest values only; files cannot be named."
    : `Perhaps${meant}`;
}
