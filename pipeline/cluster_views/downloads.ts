import { basename, extname, join, relative, resolve } from "node:path";
import { quoteLiteral, quoteNames } from "../../core/mod.ts";
import { isNotFound, uniqueToken } from "../../infra/fs.ts";
import { confinePath } from "../../infra/paths.ts";
import { type ExportFormat, exportQuery } from "../../io/export/mod.ts";
import { openSession } from "../../io/mod.ts";
import { type Materialization, Problem, type RunId } from "../engine/mod.ts";
import { sessionOptions } from "../resources/session_options.ts";
import { assetsRoot, type ClusterSource } from "./source.ts";
import { chooseValues, type ChosenValues } from "./values.ts";

/** A file of a run's report. */
export interface ReportFile {
  readonly name: string;
  readonly bytes: number;
}

/** A table that can be had in several forms. */
export interface TableFile {
  readonly asset: string;
  readonly category: string | null;
  readonly version: string;
  readonly rows: number | null;
  readonly bytes: number;
}

/** What a run left for others. */
export interface RunFiles {
  readonly run: RunId;
  readonly reports: readonly ReportFile[];
  readonly tables: readonly TableFile[];
}

/** Forms of {@link exportTable}. */
export const tableFormats = ["csv", "parquet", "xlsx"] as const satisfies readonly ExportFormat[];

/** One of {@link tableFormats}. */
export type TableFormat = (typeof tableFormats)[number];

const tables = [
  "internal_save_cluster_assignments",
  "external_save_cluster_assignments",
  "save_merged_cluster_assignments",
  "upload_merged_cluster_assignments",
];

/** Name of a file of its own: no folder, no hidden file, nothing that ends a name early. */
const fileName = /^[^/\\.\0][^/\\\0]*$/;

/** The report, workbooks and tables of a run. @throws {Problem} of kind usage when there is no such run */
export async function listRunFiles(source: ClusterSource, run: RunId): Promise<RunFiles> {
  const values = await chooseValues(source.history, run);
  return { run, reports: await reportFiles(source, run), tables: await tablesOf(values) };
}

async function reportFiles(source: ClusterSource, run: RunId): Promise<readonly ReportFile[]> {
  const folder = reportFolder(source, run);
  try {
    const files: ReportFile[] = [];
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (!isFile || !fileName.test(name)) continue;
      files.push({ name, bytes: (await Deno.stat(join(folder, name))).size });
    }
    return files.sort((a, b) => order(a.name) - order(b.name) || (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

function order(name: string): number {
  return extname(name) === ".html" ? 0 : 1;
}

function reportFolder({ settings }: ClusterSource, run: RunId): string {
  return join(settings.paths.merging, "reports", run);
}

async function tablesOf(values: ChosenValues): Promise<readonly TableFile[]> {
  const found: TableFile[] = [];
  for (const asset of tables) {
    const value = await values.find(asset);
    if (value !== undefined && extname(value.path) === ".parquet") found.push(tableFile(value));
  }
  return found;
}

function tableFile({ asset, partition, version, rows, bytes }: Materialization): TableFile {
  return { asset, category: partition ?? null, version, rows: rows ?? null, bytes };
}

/**
 * Where a file of a run's report is.
 *
 * @returns Undefined when there is none, and for every name that leads out of the run's folder
 */
export async function reportPath(source: ClusterSource, run: RunId, name: string): Promise<string | undefined> {
  if (!fileName.test(name) || !fileName.test(run) || await source.history.run(run) === undefined) return undefined;
  const folder = reportFolder(source, run);
  try {
    // Links are followed before it is looked whether the file is inside.
    const [inside, real] = [await Deno.realPath(folder), await Deno.realPath(join(folder, name))];
    const within = relative(inside, real);
    if (within !== basename(real) || !(await Deno.stat(real)).isFile) return undefined;
    return real;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** A file that was made for one download; gone when it is disposed. */
export interface ExportedFile extends AsyncDisposable {
  readonly path: string;
  /** What it is to be called. */
  readonly name: string;
}

/**
 * Writes a stored table as a file of its own; columns of maps are in Parquet only.
 *
 * @throws {Problem} of kind usage when there is no such table
 */
export async function exportTable(
  source: ClusterSource,
  version: string,
  format: TableFormat,
  signal?: AbortSignal,
): Promise<ExportedFile> {
  const value = await source.history.materialization(version);
  if (value === undefined || extname(value.path) !== ".parquet") {
    throw new Problem("usage", `Cannot download "${version}": there is no such table`, { place: "version" });
  }
  const stored = await confinePath(assetsRoot(source), value.path);
  const folder = join(resolve(source.settings.engine.temp_directory), "downloads", uniqueToken());
  const path = join(folder, `table.${format}`);
  const remove = () => Deno.remove(folder, { recursive: true }).catch(() => undefined);
  await Deno.mkdir(folder, { recursive: true });
  try {
    await using session = await openSession(sessionOptions(source.settings));
    const sql = `SELECT ${columnsOf(value, format)} FROM read_parquet(${quoteLiteral(stored)})`;
    await exportQuery(session, { sql }, { format, path, signal });
  } catch (error) {
    await remove();
    throw error;
  }
  const key = value.partition === undefined ? "" : `_${value.partition.replaceAll(/[^\p{L}\p{N}_-]+/gu, "_")}`;
  return {
    path,
    name: `${value.asset.replaceAll("/", "_")}${key}_${value.run}.${format}`,
    [Symbol.asyncDispose]: remove,
  };
}

/** Maps of features are left to the form that has maps: as text they are a hundred times what the rest is. */
function columnsOf({ columns = [] }: Materialization, format: TableFormat): string {
  const maps = columns.filter(({ type }) => type.startsWith("MAP")).map(({ name }) => name);
  return format === "parquet" || maps.length === 0 ? "*" : `* EXCLUDE (${quoteNames(maps)})`;
}
