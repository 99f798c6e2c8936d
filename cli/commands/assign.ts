import { extname, resolve } from "node:path";
import { safeFileNames } from "../../core/names.ts";
import { Problem } from "../../infra/errors.ts";
import type { StoreModel } from "../../core/mod.ts";
import type { ExportFormat } from "../../io/export/mod.ts";
import type { Session, WriteReport } from "../../io/mod.ts";
import type { AssignedStores } from "../../pipeline/mod.ts";
import { branches, findModel } from "../assign/find_model.ts";
import { assignmentFacts, storeLines, storesOf, summaryLine, warningsOf } from "../assign/describe.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { readerKindOf } from "../data_kinds.ts";
import {
  defaultOption,
  environmentOption,
  filePath,
  jsonOption,
  oneOf,
  setOption,
  share,
  valueOption,
  word,
} from "../grammar/mod.ts";
import { interrupted } from "../interrupted.ts";
import { loadExport, loadPipeline } from "../later.ts";
import { formatBytes, relativePath, safeText } from "../output/mod.ts";
import { printJson, printLines } from "../print.ts";
import { openFileDatasets, openSettingsSession, openWorkspace } from "../wire.ts";

// A copy, so that help does not load the readers and writers.
const formats = ["csv", "parquet", "json", "jsonl", "xlsx"] as const satisfies ExportFormat[];

const shownStores = 40;

/** `clustering assign`. */
export const command = defineCommand({
  name: "assign",
  description:
    "Assigns stores that no job has seen to clusters, with a model that a job trained: cluster, distance to its centre, " +
    "second cluster, margin between both (0 on the border, 1 on the centre), and whether the store is unlike all that the " +
    "model was fitted on. The data is a table with STORE_NBR and the model's features as columns: for an internal model " +
    '"% Sales <NEED_STATE>" in percent, for an external one the columns of the external sources; other columns are ' +
    'ignored. "clustering export last --asset internal_fe_raw_data --partition CATEGORY" (or external_fe_raw_data) writes ' +
    "such a table for the stores you have.",
  examples: [
    {
      line: "clustering assign --model data/dev/internal/clustering_models/CANDY.json --data new_stores.csv",
      does: "by a published model",
    },
    {
      line: "clustering assign --run last --branch external --data new_stores.xlsx --output clusters.csv",
      does: "by the external model of the newest run, written to a file",
    },
    {
      line: "clustering assign --model data/dev/internal/clustering_models --category CANDY --data s.parquet --json",
      does: "for a script; a folder of models and one of its categories",
    },
  ],
  fields: (known) => ({
    data: valueOption(["-d", "--data"], filePath("FILE"), "Stores to assign: csv, parquet, json, jsonl or xlsx"),
    model: valueOption(["-m", "--model"], filePath("PATH"), "Model file, or the folder clustering_models"),
    run: valueOption(["--run"], word("RUN", known.runs), "Take the model from this run (default last without --model)"),
    branch: defaultOption(["--branch"], oneOf("BRANCH", branches), "internal", "Branch of the run whose model it is"),
    category: valueOption(
      ["-c", "--category"],
      word("CATEGORY", known.partitions),
      "Category of the model, where there are several",
    ),
    maxRejectRatio: valueOption(
      ["--max-reject-ratio"],
      share("SHARE"),
      "Share of rows, 0 to 1, that may be put aside (default 0.01)",
    ),
    format: valueOption(
      ["-f", "--format"],
      oneOf("FORMAT", formats),
      "Write a file: csv, parquet, json, jsonl or xlsx",
    ),
    output: valueOption(["-o", "--output", "--out"], filePath("FILE"), "File to write; its ending is the format"),
    env: environmentOption(known),
    json: jsonOption("Print the stores, or with --output what was written, as JSON"),
    set: setOption(),
  }),
  async run({ data, maxRejectRatio, format: asked, output, env, json, set, ...wish }, context) {
    const { workingDirectory } = context.effects;
    if (data === undefined) {
      throw new Problem("usage", "Cannot assign stores: --data is missing", {
        remedy: "Add --data FILE with the stores.",
      });
    }
    const kind = readerKindOf("assign stores of", data);
    const workspace = await openWorkspace(context, { environment: env, set });
    const { model, file } = await findModel(wish, workspace, workingDirectory);
    using interrupt = interrupted(context.effects);
    const { signal } = interrupt;
    const [{ assignStoreData }, session] = await Promise.all([loadPipeline(), openSettingsSession(workspace)]);
    await using _session = session;
    const name = "stores";
    const path = resolve(workingDirectory, data);
    const datasets = await openFileDatasets(workspace, session, { name, kind, path, maxRejectRatio });
    const found = await assignStoreData(model, name, { session, datasets, as: "assigned", signal })
      .catch((error: unknown) => {
        throw inOptions(error, name);
      });

    const target = targetOf(output, asked, model.origin.name);
    const written = target === undefined ? undefined : await (await loadExport()).exportQuery(
      session,
      { relation: found.table.relation },
      { format: target.format, path: resolve(workingDirectory, target.path), signal },
    );
    await tell({ model, file, found, written, session, json }, context);
    return 0;
  },
});

interface Told {
  readonly model: StoreModel;
  /** Where the model was. */
  readonly file: string;
  readonly found: AssignedStores;
  readonly written: WriteReport | undefined;
  readonly session: Session;
  readonly json: boolean;
}

async function tell({ model, file, found, written, session, json }: Told, context: CommandContext): Promise<void> {
  if (json) {
    const result = written === undefined
      ? { stores: await storesOf(session, found) }
      : { files: written.files, rows: written.rows, bytes: written.bytes };
    return printJson(context, { ...assignmentFacts(model, file, found), ...result });
  }
  const { effects, style, errorStyle } = context;
  printLines(context, [summaryLine(model, found, context)]);
  if (written === undefined) {
    printLines(context, storeLines(await storesOf(session, found, shownStores), found.table.rows, context));
  } else {
    const shown = relativePath(effects.workingDirectory, written.files[0]!);
    printLines(context, [`${style.green("✓")} ${shown}  ${style.dim(formatBytes(written.bytes))}`]);
  }
  for (const warning of warningsOf(model, found)) {
    effects.stderr.write(`${errorStyle.yellow("!")} ${safeText(warning)}\n`);
  }
}

/** A problem of reading in the words of this command, which has options where jobs have a configuration. */
function inOptions(error: unknown, name: string): unknown {
  if (!(error instanceof Problem)) return error;
  const spell = (text: string | undefined) =>
    text?.replaceAll(`readers.${name}.max_reject_ratio`, "--max-reject-ratio").replaceAll(
      new RegExp(`readers\\.${name}(\\.\\w+)?`, "g"),
      "--data",
    );
  return new Problem(error.kind, error.message, {
    place: spell(error.place),
    remedy: spell(error.remedy),
    cause: error,
  });
}

/** Where to write, if anywhere: a format alone names the file after the model. */
function targetOf(
  output: string | undefined,
  asked: ExportFormat | undefined,
  name: string,
): { readonly path: string; readonly format: ExportFormat } | undefined {
  if (output === undefined && asked === undefined) return undefined;
  const ending = output === undefined ? "" : extname(output).slice(1).toLowerCase();
  const format = asked ?? formats.find((one) => one === ending) ?? "csv";
  return { path: output ?? `${safeFileNames([name]).get(name)}_assigned.${format}`, format };
}
