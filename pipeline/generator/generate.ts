import { join } from "node:path";
import { exists } from "../../infra/fs.ts";
import type { Session } from "../../io/mod.ts";
import { Problem } from "../engine/mod.ts";
import { externalCountsSql, externalFiles, externalLinesSql, externalTableSql } from "./external_sql.ts";
import { mapRowsSql, mapTableSql } from "./map_sql.ts";
import { type GenerateOptions, type SettledOptions, settleOptions } from "./options.ts";
import { OutputFiles } from "./output_files.ts";
import { drawMacrosSql, planSql } from "./plan_sql.ts";
import { duplicateFault, salesFaults, salesLinesSql, salesRowsSql } from "./sales_sql.ts";

/** Faults by file and kind, with how many rows (or cells, for gaps) have them. */
export type DirtCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What was generated. */
export interface GenerateReport {
  readonly files: readonly { readonly path: string; readonly rows: number }[];
  readonly dirt: DirtCounts;
}

/**
 * Generates sales, a need-state map and three external files with planted segments and a known amount of dirt, and beside
 * them the truth: `truth_internal.csv`, `truth_external.csv`, `dirt.json`. All rows are made inside DuckDB; the same options
 * give the same bytes, whatever the number of threads. Files appear together at the end.
 *
 * @throws Problem of kind usage for options out of range, for files that are there already and for a folder that cannot be made
 */
export async function generate(
  session: Session,
  options: GenerateOptions,
  signal?: AbortSignal,
): Promise<GenerateReport> {
  const settled = settleOptions(options);
  await refuseOverwriting(settled);
  await makeDirectory(settled.directory);
  const output = new OutputFiles(settled.directory, signal);
  const work: Work = { session, options: settled, output, run: (sql) => session.run(sql, undefined, { signal }) };
  try {
    await work.run(drawMacrosSql(settled.seed) + planSql(settled));
    const sales = await writeSales(work);
    const map = await writeMap(work);
    const external = await writeExternal(work);
    await output.copy(session, "truth_internal.csv", truthInternal, { format: "csv" });
    await output.copy(session, "truth_external.csv", truthExternal, { format: "csv" });
    const dirt = { ns_sales: sales, ns_map: map, ...external };
    await output.text("dirt.json", `${JSON.stringify(dirt, null, 2)}\n`);
    await output.commit();
    return { files: output.files, dirt };
  } finally {
    await output.discard();
    await dropTables(session);
  }
}

interface Work {
  readonly session: Session;
  readonly options: SettledOptions;
  readonly output: OutputFiles;
  run(sql: string): Promise<number>;
}

const truthInternal = `SELECT store AS STORE_NBR, name AS CAT_DSC, segment AS SEGMENT
  FROM gen_segment JOIN gen_category USING (c) ORDER BY CAT_DSC, STORE_NBR`;
const truthExternal = "SELECT store AS STORE_NBR, segment AS SEGMENT FROM gen_store ORDER BY STORE_NBR";

/** Names of the files that {@link generate} makes. */
export function generatedFiles(format: SettledOptions["format"]): readonly string[] {
  const tables = [`ns_sales.${format}`, `ns_map.${format}`];
  return [...tables, ...externalFiles.map(({ name }) => name), "truth_internal.csv", "truth_external.csv", "dirt.json"];
}

async function refuseOverwriting({ directory, format, overwrite }: SettledOptions): Promise<void> {
  if (overwrite) return;
  for (const name of generatedFiles(format)) {
    // Below a file nothing can be: makeDirectory says so.
    if (!await exists(join(directory, name)).catch(() => false)) continue;
    throw new Problem("usage", `Cannot generate into "${directory}": "${name}" is there already`, {
      place: join(directory, name),
      remedy: "Choose another folder with --out, or replace the files with --overwrite.",
    });
  }
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await Deno.mkdir(directory, { recursive: true });
  } catch (cause) {
    throw new Problem("usage", `Cannot generate into "${directory}": the folder cannot be made`, {
      place: directory,
      remedy: "Choose a folder with --out in which this program may write.",
      cause,
    });
  }
}

async function writeSales({ session, options, output, run }: Work): Promise<Record<string, number>> {
  await run(salesLinesSql(options));
  await output.copy(session, `ns_sales.${options.format}`, salesRowsSql(options), options);
  const counts = await session.rows<{ fault: number; lines: number }>(
    "SELECT fault, count(*) AS lines FROM gen_line GROUP BY fault",
  );
  const lines = (fault: number) => counts.find((row) => row.fault === fault)?.lines ?? 0;
  const named = salesFaults.map(({ name }, index) => [name, lines(index + 1)] as const);
  const rejected = salesFaults.reduce((sum, fault, index) => sum + (fault.rejected ? lines(index + 1) : 0), 0);
  return { ...Object.fromEntries(named), duplicate_line: lines(duplicateFault), rows_to_reject: rejected };
}

async function writeMap({ session, options, output, run }: Work): Promise<Record<string, number>> {
  await run(mapTableSql(options));
  await output.copy(session, `ns_map.${options.format}`, mapRowsSql(options), options);
  const counts = await session.row<Record<string, number>>(
    `SELECT count(*) FILTER (fault = 'empty_need_state') AS empty_need_state,
      count(*) FILTER (fault = 'untidy_need_state') AS untidy_need_state,
      count(*) FILTER (fault = 'repeated_row') AS repeated_row, count(*) FILTER (fault = 'text_id') AS text_id
    FROM gen_map`,
  );
  return { ...counts, rows_to_reject: counts?.["text_id"] ?? 0 };
}

async function writeExternal({ session, options, output, run }: Work): Promise<DirtCounts> {
  const counts: Record<string, Record<string, number>> = {};
  for (const file of externalFiles) {
    await run(externalTableSql(file, options));
    const rows = await output.copy(session, file.name, externalLinesSql(file), { format: "lines", headers: 1 });
    const found = await session.row<Record<"duplicate_store" | "empty_cell" | "text_in_number", number>>(
      externalCountsSql,
    );
    const { duplicate_store = 0, empty_cell = 0, text_in_number = 0 } = found ?? {};
    counts[file.name.replace(/\.csv$/, "")] = {
      duplicate_store,
      missing_store: options.stores - (rows - duplicate_store),
      empty_cell,
      text_in_number,
      rows_to_reject: text_in_number,
      byte_order_mark: file.bom ? 1 : 0,
      blank_after_comma: file.separator.endsWith(" ") ? (file.columns.length - 1) * (rows + 1) : 0,
    };
  }
  return counts;
}

async function dropTables(session: Session): Promise<void> {
  const tables = ["line", "map", "external", "segment", "store", "item_need", "item", "need", "category"];
  const drops = [
    ...tables.map((name) => `DROP TABLE IF EXISTS gen_${name}`),
    ...["bell", "pick", "draw"].map((name) => `DROP MACRO IF EXISTS ${name}`),
  ];
  // A closed session refuses; what it held is gone with it.
  for (const drop of drops) await session.run(drop).catch(() => undefined);
}
