import { nameColumns } from "../admit/header.ts";
import { compileContract, type TableContract } from "../schema/mod.ts";
import { quoteLiteral, quoteName } from "../sql.ts";
import type { SourceFile } from "../types.ts";
import { type CsvConfig, csvConfig, dialectOf } from "./csv_config.ts";
import { openCsv, type OpenedCsv } from "./csv_open.ts";
import { csvParts } from "./csv_parts.ts";
import { locator } from "./csv_locate.ts";
import { CsvTable } from "./csv_table.ts";
import { locateFiles } from "./files.ts";
import { defineReader, type StageContext, type Staged } from "./types.ts";

/** Delimited text. */
export const csvReader = defineReader({
  kind: "csv",
  summary: "Delimited text: comma, tab, semicolon or another character between cells.",
  config: csvConfig,
  files: (config, context) => locateFiles(config.path, context),
  stage: stageCsv,
});

async function stageCsv(config: CsvConfig, context: StageContext): Promise<Staged> {
  const { schema } = context.options;
  const dialect = dialectOf(config, context.place);
  const files = await locateFiles(config.path, context);
  const contract = schema === undefined ? undefined : compileContract(schema);
  const opened: OpenedCsv[] = [];
  const parts = csvParts(files.reduce((sum, { bytes }) => sum + bytes, 0), context);
  const table = new CsvTable(parts, context, config, contract);
  const release = async () => {
    await table.release();
    for (const file of opened) await file.release();
  };
  try {
    const options = { dialect, columns: config.columns, encoding: config.encoding };
    for (const { path } of files) opened.push(await openCsv(path, options, contract, context));
    await table.create(unionNames(opened, contract));
    for (const file of opened) await table.add(file);
    return {
      ...parts.staged,
      columns: table.columns.map(({ name, type }) => ({ name, type })),
      origin: { file: quoteLiteral(files[0]?.path ?? ""), line: "rowid + 1" },
      files,
      unparsed: quoteName(table.unparsed.relation),
      unlisted: table.unparsed.unlisted,
      locate: locator(table.loaded, context),
      nullValues: config.null_values,
      warnings: fileWarnings(opened, files),
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Columns of all files, or those that the contract names. @throws Problem when two differ by case only */
function unionNames(opened: readonly OpenedCsv[], contract: TableContract | undefined): readonly string[] {
  const all = [...new Set(opened.flatMap(({ names }) => names))];
  nameColumns(all.map((name) => ({ name, type: "VARCHAR" })), undefined, opened.map(({ path }) => path).join(", "));
  if (contract?.open ?? true) return all;
  const wanted = new Set(contract?.columns.map(({ name }) => name));
  return all.filter((name) => wanted.has(name));
}

/** Files of one dataset should have the same columns; what one lacks is empty. */
function fileWarnings(opened: readonly OpenedCsv[], files: readonly SourceFile[]): readonly string[] {
  const first = new Set(opened[0]?.names);
  return files.flatMap(({ path }, i) => {
    const names = opened[i]?.names ?? [];
    const same = names.length === first.size && names.every((name) => first.has(name));
    return same ? [] : [`${path} has other columns than ${files[0]?.path}`];
  });
}
