import { extname, join, resolve } from "node:path";
import { safeFileNames } from "../../core/names.ts";
import { quoteLiteral } from "../../core/sql.ts";
import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import type { History, Materialization, RunRecord } from "../../pipeline/engine/mod.ts";
import type { ExportFormat } from "../../io/export/mod.ts";
import { defineCommand } from "../command.ts";
import { findRun } from "../find_run.ts";
import {
  environmentOption,
  filePath,
  jsonOption,
  oneOf,
  optionalArgument,
  setOption,
  valueOption,
  word,
} from "../grammar/mod.ts";
import { interrupted } from "../interrupted.ts";
import { loadExport } from "../later.ts";
import { countOf, formatBytes, relativePath } from "../output/mod.ts";
import { printJson, printLines } from "../print.ts";
import { soundValue } from "../sound_value.ts";
import { openSettingsSession, openWorkspace, readHistory } from "../wire.ts";

// A copy, so that help does not load the readers and writers.
const formats = ["csv", "parquet", "json", "jsonl", "xlsx"] as const satisfies ExportFormat[];

/** `clustering export`. */
export const command = defineCommand({
  name: "export",
  description: "Exports a table that a run made to a file; a table per partition becomes a folder of files.",
  examples: [
    {
      line: "clustering export last --asset internal_sales_shares --format xlsx",
      does: "a workbook of the newest run",
    },
    {
      line: `clustering export last --asset internal_sales_shares --filter "SHARE > 0.5" --output tmp/big.csv`,
      does: "some rows; the format is that of the file's name",
    },
  ],
  fields: (known) => ({
    run: optionalArgument(word("RUN", known.runs), "Name of a run, its beginning or end, or last (default last)"),
    asset: valueOption(["--asset"], word("ASSET", known.assets), "Which table, when the run made several"),
    partition: valueOption(["-p", "--partition"], word("KEY", known.partitions), "Only the table of this key"),
    format: valueOption(
      ["-f", "--format"],
      oneOf("FORMAT", formats),
      "csv, parquet, json, jsonl or xlsx (default csv)",
    ),
    filter: valueOption(["--filter"], word("SQL"), "Only rows that meet this SQL condition"),
    output: valueOption(
      ["-o", "--output"],
      filePath("PATH"),
      "File or folder to write (default: named after the asset)",
    ),
    env: environmentOption(known),
    json: jsonOption("Print what was written as JSON"),
    set: setOption(),
  }),
  async run({ run: wanted, asset, partition, format: asked, filter, output, env, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    await using history = await readHistory(workspace);
    const run = await findRun(history, wanted);
    const values = await chooseValues(history, run, asset, partition);
    const name = values[0]!.asset;
    const format = asked ?? formatOf(output) ?? "csv";
    const target = resolve(context.effects.workingDirectory, output ?? defaultName(values, run, format));
    using interrupt = interrupted(context.effects);
    const [{ exportQuery }, session] = await Promise.all([loadExport(), openSettingsSession(workspace)]);
    await using _session = session;
    const names = safeFileNames(values.map((value) => value.partition ?? ""));
    const written: { file: string; rows: number; bytes: number; partition?: string }[] = [];
    for (const value of values) {
      const path = values.length === 1 ? target : join(target, `${names.get(value.partition ?? "")}.${format}`);
      const source = await soundValue(workspace, value);
      const report = await exportQuery(session, { sql: `SELECT * FROM read_parquet(${quoteLiteral(source)})` }, {
        format,
        path,
        filter,
        signal: interrupt.signal,
      });
      const key = value.partition === undefined ? {} : { partition: value.partition };
      written.push({ file: path, rows: report.rows, bytes: report.bytes, ...key });
    }
    if (json) printJson(context, { run: run.id, asset: name, format, files: written });
    else {
      const rows = written.reduce((sum, file) => sum + file.rows, 0);
      const bytes = written.reduce((sum, file) => sum + file.bytes, 0);
      const files = written.length === 1 ? "" : `, ${countOf(written.length, "file")}`;
      const shown = relativePath(context.effects.workingDirectory, target);
      printLines(context, [
        `${context.style.green("✓")} ${shown}  ${
          context.style.dim(`${countOf(rows, "row")}, ${formatBytes(bytes)}${files}`)
        }`,
      ]);
    }
    return 0;
  },
});

/** The stored tables of one asset of a run, those that it took from an earlier run included. */
async function chooseValues(
  history: History,
  run: RunRecord,
  asset: string | undefined,
  partition: string | undefined,
): Promise<readonly [Materialization, ...Materialization[]]> {
  const versions = (await history.steps(run.id)).flatMap(({ version }) => version ?? []);
  const values = await Promise.all(versions.map((version) => history.materialization(version)));
  const tables = values.filter((value) => value !== undefined).filter(({ path }) => extname(path) === ".parquet");
  const names = [...new Set(tables.map((value) => value.asset))].sort();
  const list = names.length === 0 ? "It stored no table." : `Its tables are ${names.join(", ")}.`;
  if (asset === undefined && names.length !== 1) {
    const found = names.length === 0 ? "it stored no table" : `it made ${countOf(names.length, "table")}`;
    throw new Problem("usage", `Cannot export run "${run.id}": ${found}`, {
      remedy: names.length === 0 ? "Export another run." : `Say which with --asset: ${names.join(", ")}.`,
    });
  }
  const name = asset ?? names[0]!;
  const [first, ...others] = tables.filter((value) => value.asset === name);
  if (first === undefined) {
    throw new Problem("usage", `Cannot export "${name}": run "${run.id}" did not store it${didYouMean(name, names)}`, {
      place: "--asset",
      remedy: list,
    });
  }
  if (partition === undefined) return [first, ...others];
  const one = [first, ...others].find((value) => value.partition === partition);
  if (one !== undefined) return [one];
  const keys = [first, ...others].flatMap((value) => value.partition ?? []);
  throw new Problem(
    "usage",
    `Cannot export "${name}" for "${partition}": there is no such key${didYouMean(partition, keys)}`,
    {
      place: "--partition",
      remedy: keys.length === 0 ? "Leave --partition out: the table is not split." : `Keys are ${keys.join(", ")}.`,
    },
  );
}

function formatOf(output: string | undefined): ExportFormat | undefined {
  const extension = output === undefined ? "" : extname(output).slice(1).toLowerCase();
  return formats.find((format) => format === extension);
}

function defaultName(values: readonly Materialization[], run: RunRecord, format: ExportFormat): string {
  const [first] = values;
  const asset = first!.asset.replaceAll("/", "_");
  if (values.length > 1) return `${asset}_${run.id}`;
  const key = first!.partition === undefined ? "" : `_${safeFileNames([first!.partition]).get(first!.partition)}`;
  return `${asset}${key}_${run.id}.${format}`;
}
