import { quoteLiteral, quoteName } from "../sql.ts";
import { type CsvOpenOptions, dialectOf, type OpenedCsv } from "./csv_open.ts";
import { locateRecords } from "./csv_places.ts";
import type { RowPlace, StageContext, Staged } from "./types.ts";

/** Files of one read with the rowid that each starts at; `unparsed` holds what DuckDB could not parse. */
export interface LoadedFiles {
  readonly opened: readonly OpenedCsv[];
  readonly starts: readonly number[];
  readonly unparsed: string;
}

/** Rejected lines whose physical line is looked up. */
const mostRepaired = 100_000;

/**
 * Makes the function that finds rows of loaded files by rowid. What DuckDB could not parse has no rowid, so it is passed
 * over by its line, as DuckDB counts it: call this before {@link repairLines}.
 */
export async function csvPlaces(
  { opened, starts, unparsed }: LoadedFiles,
  options: CsvOpenOptions,
  context: StageContext,
): Promise<NonNullable<Staged["locate"]>> {
  const unparsedLines = await Promise.all(opened.map(({ path }) => linesOf(context, unparsed, path)));
  return async (rowids) => {
    const found: (RowPlace | undefined)[] = [];
    for (const [index, file] of opened.entries()) {
      const from = starts[index] ?? 0;
      const to = starts[index + 1] ?? Infinity;
      const ordinals = rowids.filter((id) => id >= from && id < to).map((id) => id - from);
      const passedOver = unparsedLines[index] ?? new Set();
      if (ordinals.length === 0) continue;
      const wanted = { passedOver, ordinals };
      const { places } = await locateRecords(file.readPath, dialectOf(options), file.names.length, wanted);
      for (let i = 0; i < ordinals.length; i++) {
        const place = places[i];
        found.push(place === undefined ? undefined : { file: file.path, ...place });
      }
    }
    return found;
  };
}

/**
 * Replaces DuckDB's line numbers of what it could not parse, which count a record with line ends in quotes as one line,
 * by the lines of the file.
 */
export async function repairLines(
  { opened, unparsed }: LoadedFiles,
  options: CsvOpenOptions,
  context: StageContext,
): Promise<void> {
  for (const { path, readPath, names } of opened) {
    const passedOver = await linesOf(context, unparsed, path);
    if (passedOver.size === 0 || passedOver.size > mostRepaired) continue;
    const wanted = { passedOver, ordinals: new Float64Array() };
    const { physicalLines } = await locateRecords(readPath, dialectOf(options), names.length, wanted);
    const moved = [...physicalLines].filter(([counted, physical]) => counted !== physical);
    if (moved.length === 0) continue;
    const map = context.scratch("csv_lines");
    await context.session.run(`CREATE TABLE ${quoteName(map)} (counted BIGINT, physical BIGINT)`);
    await context.session.append(map, [
      moved.map(([counted]) => BigInt(counted)),
      moved.map(([, physical]) => BigInt(physical)),
    ]);
    await context.session.run(
      `UPDATE ${quoteName(unparsed)} SET line = physical FROM ${quoteName(map)}
       WHERE line = counted AND file = ${quoteLiteral(path)}`,
    );
  }
}

async function linesOf({ session }: StageContext, unparsed: string, path: string): Promise<ReadonlySet<number>> {
  const columns = await session.columns(
    `SELECT line FROM ${quoteName(unparsed)} WHERE file = ${quoteLiteral(path)}`,
  );
  return new Set(columns.get("line"));
}
