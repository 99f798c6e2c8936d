import { join, resolve } from "node:path";
import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import type { ReadReport } from "../../io/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { readerKindOf } from "../data_kinds.ts";
import { environmentOption, filePath, jsonOption, setOption, valueOption, word } from "../grammar/mod.ts";
import { loadSchemas } from "../later.ts";
import { interrupted } from "../interrupted.ts";
import { countOf, formatCount, relativePath, renderTable, safeText } from "../output/mod.ts";
import { lineWidth, printJson, printLines } from "../print.ts";
import { openFileDatasets, openSettingsSession, openWorkspace, openWorkspaceProject } from "../wire.ts";

/** `clustering validate`. */
export const command = defineCommand({
  name: "validate",
  description: "Checks without running: a configuration with all its jobs, or a file of data against a schema.",
  examples: [
    { line: "clustering validate --env prod", does: "configuration, definitions and every job of an environment" },
    { line: "clustering validate --config draft.yaml", does: "a configuration file that is not in config/" },
    { line: "clustering validate --data sales.csv --schema ns_sales", does: "whether a file would be accepted" },
  ],
  fields: (known) => ({
    env: environmentOption(known),
    config: valueOption(
      ["--config"],
      filePath("FILE", { extensions: [".yaml", ".yml"] }),
      "Configuration file to check",
    ),
    data: valueOption(["--data"], filePath("FILE"), "Data file to check"),
    schema: valueOption(["--schema"], word("NAME", known.schemas), "What the data must be: ns_sales, ns_map, external"),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ env, config, data, schema, json, set }, context) {
    if (schema !== undefined && data === undefined) {
      throw new Problem("usage", "Cannot validate: --schema is given without --data", { remedy: "Add --data FILE." });
    }
    if (data !== undefined) return await validateData(context, { env, config, data, schema, json, set });
    await validateConfig(context, { env, config, json, set });
    return 0;
  },
});

interface Values {
  readonly env: string;
  readonly config: string | undefined;
  readonly json: boolean;
  readonly set: readonly string[];
}

async function validateConfig(context: CommandContext, { env, config, json, set }: Values): Promise<void> {
  const workspace = await openWorkspace(context, { environment: env, set, ...configFile(context, config) });
  const project = await openWorkspaceProject(workspace);
  const shown = config ?? join("config", `${env}.yaml`);
  const facts = {
    configuration: shown,
    readers: Object.keys(workspace.settings.readers).length,
    writers: Object.keys(workspace.settings.writers).length,
    assets: project.assets.size,
    jobs: project.jobs.size,
  };
  if (json) return printJson(context, { valid: true, ...facts });
  const ok = context.style.green("✓");
  printLines(context, [
    `${ok} ${shown}: ${countOf(facts.readers, "reader")}, ${countOf(facts.writers, "writer")}`,
    `${ok} project: ${countOf(facts.assets, "asset")}, ${countOf(facts.jobs, "job")}, all names and types fit together`,
  ]);
}

/** Where the configuration is, when it is not that of the environment. */
function configFile({ effects }: CommandContext, config: string | undefined): { readonly file?: string } {
  return config === undefined ? {} : { file: resolve(effects.workingDirectory, config) };
}

async function validateData(
  context: CommandContext,
  { env, config, data, schema: name, json, set }: Values & {
    readonly data: string;
    readonly schema: string | undefined;
  },
): Promise<number> {
  const { tableSchemas } = await loadSchemas();
  const names = Object.keys(tableSchemas);
  const schema = Object.entries(tableSchemas).find(([key]) => key === name)?.[1];
  if (schema === undefined) {
    const what = name === undefined ? "--schema is missing" : `there is no schema "${name}"${didYouMean(name, names)}`;
    throw new Problem("usage", `Cannot validate "${data}": ${what}`, { remedy: `Schemas are ${names.join(", ")}.` });
  }
  const path = resolve(context.effects.workingDirectory, data);
  const workspace = await openWorkspace(context, { environment: env, set, ...configFile(context, config) });
  using interrupt = interrupted(context.effects);
  await using session = await openSettingsSession(workspace);
  const dataset = name!;
  const datasets = await openFileDatasets(workspace, session, {
    name: dataset,
    kind: readerKindOf("validate", data),
    path,
  });
  const report = await datasets.read(dataset, { as: "validated", schema, signal: interrupt.signal });
  if (json) {
    printJson(context, {
      // As the exit code: what is set aside is within the limit, else the read is refused.
      valid: true,
      schema: name,
      ...report,
      table: undefined,
      rows: report.table.rows,
    });
  } else printLines(context, reportLines(report, { data, schema: name!, root: workspace.root, context }));
  return 0;
}

function reportLines(
  report: ReadReport,
  options: { readonly data: string; readonly schema: string; readonly root: string; readonly context: CommandContext },
): readonly string[] {
  const { data, schema, root, context } = options;
  const { style } = context;
  const { rows, columns } = report.table;
  const sign = report.rejected === 0 ? style.green("✓") : style.yellow("!");
  const lines = [
    `${sign} ${safeText(data)} would be accepted as "${schema}": ${countOf(rows, "row")}, ${
      countOf(columns.length, "column")
    }`,
    ...report.warnings.map((warning) => `${style.yellow("!")} ${safeText(warning)}`),
  ];
  if (report.rejected === 0) return lines;
  const where = report.rejectsFile === undefined ? "" : `, see ${relativePath(root, report.rejectsFile)}`;
  return [
    ...lines,
    `${style.yellow("!")} ${countOf(report.rejected, "row")} would be set aside${where}`,
    "",
    ...renderTable(report.rejects, [
      { title: "rule", cell: ({ rule }) => rule },
      { title: "rows", cell: ({ rows }) => formatCount(rows), align: "right" },
      { title: "example", cell: ({ samples }) => samples[0] ?? "", flexible: true },
    ], { style, width: lineWidth(context), indent: 2 }),
  ];
}
