import { join } from "node:path";
import { exists, removeIfExists, temporaryName } from "../../infra/fs.ts";
import type { Session } from "../../io/mod.ts";
import { quoteLiteral } from "../../core/sql.ts";
import { Problem } from "../engine/mod.ts";
import { externalFiles, externalLinesSql } from "./external_sql.ts";
import { mapRowsSql, mapTableSql } from "./map_sql.ts";
import { type GenerateOptions, type SettledOptions, settleOptions } from "./options.ts";
import { drawMacrosSql, planSql } from "./plan_sql.ts";
import { duplicateShare, salesFaults, salesLinesSql, salesRowsSql } from "./sales_sql.ts";

/** Faults by file and kind, with how many rows (or cells, for gaps) have them. */
export type DirtCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What was generated. */
export interface GenerateReport {
  readonly files: readonly { readonly path: string; readonly rows: number }[];
  readonly dirt: DirtCounts;
}

/** Fault number of a line that stands in the file a second time. */
const duplicateFault = 255;

/**
 * Generates sales, a need-state map and three external files with planted segments and a known amount of dirt, and beside
 * them the truth: `truth_internal.csv`, `truth_external.csv`, `dirt.json`. All rows are made inside DuckDB; the same options
 * give the same bytes, whatever the number of threads. Files appear together at the end.
 *
 * @throws Problem of kind usage for options out of range and for files that are there already
 */
export async function generate(
  session: Session,
  options: GenerateOptions,
  signal?: AbortSignal,
): Promise<GenerateReport> {
  const settled = settleOptions(options);
  const output = new OutputFiles(settled.directory);
  await refuseOverwriting(settled);
  await Deno.mkdir(settled.directory, { recursive: true });
  const run = (sql: string) => session.run(sql, undefined, { signal });
  try {
    await run(drawMacrosSql(settled.seed) + planSql(settled));
    const sales = await writeSales(session, settled, output, signal);
    const map = await writeMap(session, settled, output, signal);
    const external = await writeExternal(session, settled, output);
    await output.copy(session, "truth_internal.csv", truthInternal, signal);
    await output.copy(session, "truth_external.csv", truthExternal, signal);
    const dirt = { ns_sales: sales, ns_map: map, ...external };
    await output.text("dirt.json", `${JSON.stringify(dirt, null, 2)}\n`);
    await output.commit();
    return { files: output.files, dirt };
  } finally {
    await output.discard();
    await dropTables(session);
  }
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
    if (!await exists(join(directory, name))) continue;
    throw new Problem("usage", `Cannot generate into "${directory}": ${name} is there already`, {
      place: join(directory, name),
      remedy: "Choose another folder with --out, or replace the files with --overwrite.",
    });
  }
}

async function writeSales(
  session: Session,
  options: SettledOptions,
  output: OutputFiles,
  signal: AbortSignal | undefined,
): Promise<Record<string, number>> {
  await session.run(salesLinesSql(options), undefined, { signal });
  await output.copy(session, `ns_sales.${options.format}`, salesRowsSql(options), signal);
  const counts = await session.rows<{ fault: number; lines: number }>(
    "SELECT fault, count(*) AS lines FROM gen_line GROUP BY fault",
  );
  const lines = (fault: number) => counts.find((row) => row.fault === fault)?.lines ?? 0;
  const named = salesFaults.map(({ name }, index) => [name, lines(index + 1)] as const);
  const rejected = salesFaults.reduce((sum, fault, index) => sum + (fault.rejected ? lines(index + 1) : 0), 0);
  const duplicates = duplicateShare > 0 ? lines(duplicateFault) : 0;
  return { ...Object.fromEntries(named), duplicate_line: duplicates, rows_to_reject: rejected };
}

async function writeMap(
  session: Session,
  options: SettledOptions,
  output: OutputFiles,
  signal: AbortSignal | undefined,
): Promise<Record<string, number>> {
  await session.run(mapTableSql(options), undefined, { signal });
  await output.copy(session, `ns_map.${options.format}`, mapRowsSql(options), signal);
  const counts = await session.rows<{ fault: string; rows: number }>(
    "SELECT fault, count(*) AS rows FROM gen_map WHERE fault <> '' GROUP BY fault ORDER BY fault",
  );
  const named = Object.fromEntries(counts.map(({ fault, rows }) => [fault, rows]));
  return { ...named, rows_to_reject: named["text_id"] ?? 0 };
}

async function writeExternal(
  session: Session,
  { stores, dirt }: SettledOptions,
  output: OutputFiles,
): Promise<DirtCounts> {
  const counts: Record<string, Record<string, number>> = {};
  for (const file of externalFiles) {
    const lines = await session.rows<{ line: string; duplicate: number; gaps: number; texts: number }>(
      externalLinesSql(file, stores, dirt === "default"),
    );
    const sum = (pick: (row: (typeof lines)[number]) => number) => lines.reduce((total, row) => total + pick(row), 0);
    const header = file.columns.map(({ name }) => name).join(file.separator);
    const text = `${file.bom ? "\ufeff" : ""}${[header, ...lines.map(({ line }) => line)].join("\n")}\n`;
    await output.text(file.name, text, lines.length);
    const duplicates = sum((row) => row.duplicate);
    counts[file.name.replace(/\.csv$/, "")] = {
      duplicate_store: duplicates,
      missing_store: stores - (lines.length - duplicates),
      empty_cell: sum((row) => row.gaps),
      text_in_number: sum((row) => row.texts),
      rows_to_reject: sum((row) => row.texts),
    };
  }
  return counts;
}

async function dropTables(session: Session): Promise<void> {
  const tables = ["line", "map", "segment", "store", "item_need", "item", "need", "category"];
  // A canceled session may refuse; its tables are gone with it.
  for (const name of tables) await session.run(`DROP TABLE IF EXISTS gen_${name}`).catch(() => undefined);
}

/** Files that are written under temporary names and appear together. */
class OutputFiles {
  readonly files: { readonly path: string; readonly rows: number }[] = [];
  readonly #directory: string;
  readonly #pending = new Map<string, string>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  async copy(session: Session, name: string, query: string, signal: AbortSignal | undefined): Promise<void> {
    const temporary = this.#start(name);
    const format = name.endsWith(".parquet") ? "FORMAT parquet, COMPRESSION zstd" : "FORMAT csv, HEADER";
    const rows = await session.run(`COPY (${query}) TO ${quoteLiteral(temporary)} (${format})`, undefined, { signal });
    this.files.push({ path: join(this.#directory, name), rows });
  }

  async text(name: string, content: string, rows = 1): Promise<void> {
    await Deno.writeTextFile(this.#start(name), content);
    this.files.push({ path: join(this.#directory, name), rows });
  }

  async commit(): Promise<void> {
    for (const [temporary, path] of this.#pending) await Deno.rename(temporary, path);
    this.#pending.clear();
  }

  async discard(): Promise<void> {
    for (const temporary of this.#pending.keys()) await removeIfExists(temporary);
  }

  #start(name: string): string {
    const path = join(this.#directory, name);
    const temporary = temporaryName(path, "new");
    this.#pending.set(temporary, path);
    return temporary;
  }
}
