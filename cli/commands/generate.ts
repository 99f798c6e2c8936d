import { resolve } from "node:path";
import type { DirtLevel, GenerateReport, GeneratorFormat } from "../../pipeline/generator/mod.ts";
import { defineCommand } from "../command.ts";
import {
  defaultOption,
  filePath,
  jsonOption,
  oneOf,
  switchOption,
  valueOption,
  wholeNumber,
  word,
} from "../grammar/mod.ts";
import { interrupted } from "../interrupted.ts";
import { loadDatasets, loadGenerator } from "../later.ts";
import { formatCount, formatDuration, relativePath } from "../output/mod.ts";
import { printJson, printLines, printTable } from "../print.ts";

// Copies, so that help does not load the generator.
const formats = ["csv", "parquet"] as const satisfies readonly GeneratorFormat[];
const dirtLevels = ["none", "default"] as const satisfies readonly DirtLevel[];

/** The planted faults, a line for each file that has some. */
function faultLines({ dirt }: GenerateReport): string[] {
  const lines = Object.entries(dirt).flatMap(([file, { rows_to_reject: _sum, ...faults }]) => {
    const planted = Object.entries(faults).filter(([, count]) => count > 0);
    const texts = planted.map(([name, count]) => `${formatCount(count)} ${name.replaceAll("_", " ")}`);
    return texts.length === 0 ? [] : [`${file}: ${texts.join(", ")}`];
  });
  return lines.length === 0 ? [] : ["", "Planted", ...lines.map((line) => `  ${line}`)];
}

/** `clustering generate`. */
export const command = defineCommand({
  name: "generate",
  description:
    "Makes sample data: sales, need states and external files with planted segments of stores and a known amount " +
    "of dirt; the truth is written beside them.",
  examples: [
    {
      line: "clustering generate --stores 100 --skus 200 --categories 4 --seed 1 --out tmp/sample",
      does: "a small set",
    },
    {
      line: "clustering generate --stores 9000 --skus 5500 --categories 60 --seed 1 --format parquet --out tmp/large",
      does: "about 20 million lines of sales",
    },
  ],
  fields: () => ({
    stores: defaultOption(["--stores"], wholeNumber("N", 1), 300, "Number of stores"),
    skus: defaultOption(["--skus"], wholeNumber("N", 1), 480, "Number of items"),
    categories: defaultOption(["--categories"], wholeNumber("N", 1), 8, "Number of categories"),
    seed: defaultOption(["--seed"], wholeNumber("S", 0), 42, "Same seed, same files"),
    out: defaultOption(["--out"], filePath("DIR", { type: "directory" }), "tmp/sample", "Folder for the files"),
    format: defaultOption(["--format"], oneOf("FORMAT", formats), "csv", "Format of sales and map: csv or parquet"),
    dirt: defaultOption(
      ["--dirt"],
      oneOf("LEVEL", dirtLevels),
      "default",
      "Faults to plant in the files: none or default",
    ),
    memory: valueOption(["--memory"], word("SIZE"), "Memory to use before spilling to disk, such as 2GB"),
    overwrite: switchOption(["--overwrite"], "Replace files that are there"),
    json: jsonOption(),
  }),
  async run({ out, memory, json, ...options }, context) {
    const { clock, workingDirectory } = context.effects;
    const directory = resolve(workingDirectory, out);
    using interrupt = interrupted(context.effects);
    const started = clock.elapsed();
    const [{ generate }, { openSession }] = await Promise.all([loadGenerator(), loadDatasets()]);
    await using session = await openSession({
      tempDirectory: `${directory}/.spill`,
      ...(memory === undefined ? {} : { memoryLimit: memory }),
    });
    const report = await generate(session, { ...options, directory }, interrupt.signal);
    const milliseconds = clock.elapsed() - started;
    if (json) {
      printJson(context, { ...report, seconds: milliseconds / 1000 });
      return 0;
    }
    printTable(context, report.files, [
      { title: "file", cell: ({ path }) => relativePath(workingDirectory, path), flexible: true },
      { title: "rows", cell: ({ rows }) => formatCount(rows), align: "right" },
    ], "");
    printLines(context, faultLines(report));
    const rejects = Object.values(report.dirt).reduce((sum, counts) => sum + (counts["rows_to_reject"] ?? 0), 0);
    printLines(context, [
      "",
      `${context.style.green("✓")} made in ${formatDuration(milliseconds)}; ${
        formatCount(rejects)
      } rows are to be rejected, see dirt.json`,
    ]);
    return 0;
  },
});
