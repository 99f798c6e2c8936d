import { dirname, join, resolve } from "node:path";
import { Problem } from "../../infra/errors.ts";
import { exists, isNotFound, writeAtomically } from "../../infra/fs.ts";
import { defineCommand } from "../command.ts";
import { filePath, optionalArgument, switchOption } from "../grammar/mod.ts";

/** Files of a new project, relative to its folder, with their content. */
interface Seed {
  readonly path: string;
  content(): Promise<Uint8Array>;
}

const gitignore = `# Results, logs and secrets stay on this machine.
data/*
!data/sample/
logs/
tmp/
.env
.env.*
!.env.example
*.part
`;

const envExample =
  `# Copy this file to .env (every environment) or .env.prod (one environment). What is set in the shell wins.

# Where an environment keeps its data, reads its input and writes its logs.
DATA_DIR=""     # e.g. /srv/clustering/data
RAW_DIR=""      # e.g. /srv/clustering/raw
LOGS_DIR=""     # e.g. /var/log/clustering
`;

/** `clustering init`. */
export const command = defineCommand({
  name: "init",
  description:
    "Starts a project folder: configuration for dev, staging and prod, sample data, .env.example, .gitignore.",
  examples: [
    { line: "clustering init my-project", does: "a new folder" },
    { line: "clustering init --force", does: "write the files again in this folder, over changed ones" },
  ],
  fields: () => ({
    directory: optionalArgument(filePath("DIR", { type: "directory" }), "Folder, made if absent (default: this one)"),
    force: switchOption(["--force"], "Overwrite files that are there"),
  }),
  async run({ directory = ".", force }, { effects, style }) {
    const root = resolve(effects.workingDirectory, directory);
    const seeds = await projectSeeds();
    if (!force) await refuseExisting(root, directory, seeds);
    for (const { path, content } of seeds) {
      const bytes = await content();
      await writeAtomically(join(root, path), (temporary) => Deno.writeFile(temporary, bytes));
    }
    const shown = directory === "." ? "this folder" : directory;
    effects.stdout.write(`${style.green("✓")} ${seeds.length} files in ${shown}\n`);
    effects.stdout.write(
      `  ${style.dim("next")}  ${style.cyan(nextCommand(effects.program, directory))}\n`,
    );
    return 0;
  },
});

/** A task of Deno starts in the folder of its deno.json, wherever it is called: there the folder has to be named. */
export function nextCommand(program: string, directory: string): string {
  const run = `${program} run internal_preprocessing_job`;
  if (directory === ".") return run;
  const quoted = /^[\w./~-]+$/.test(directory) ? directory : `'${directory.replaceAll("'", `'\\''`)}'`;
  return program.includes(" task ") ? `${run} --root ${quoted}` : `cd ${quoted} && ${run}`;
}

async function projectSeeds(): Promise<readonly Seed[]> {
  const text = (path: string, value: string): Seed => ({
    path,
    content: () => Promise.resolve(new TextEncoder().encode(value)),
  });
  return [
    ...await programFiles("config", (name) => name.endsWith(".yaml") || name === "schema.json"),
    ...await programFiles("data/sample", () => true),
    text(".env.example", envExample),
    text(".gitignore", gitignore),
  ];
}

/** Files that ship with the program; reading them needs no more than the program's own folder. */
async function programFiles(folder: string, wanted: (name: string) => boolean): Promise<readonly Seed[]> {
  const source = new URL(`../../${folder}/`, import.meta.url);
  const seeds: Seed[] = [];
  try {
    for await (const entry of Deno.readDir(source)) {
      if (!entry.isFile || !wanted(entry.name)) continue;
      const path = `${folder}/${entry.name}`;
      seeds.push({ path, content: () => Deno.readFile(new URL(encodeURIComponent(entry.name), source)) });
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return seeds.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function refuseExisting(root: string, shown: string, seeds: readonly Seed[]): Promise<void> {
  const found: string[] = [];
  for (const { path } of seeds) if (await exists(join(root, path))) found.push(path);
  if (found.length === 0) return;
  const more = found.length > 3 ? ` and ${found.length - 3} more` : "";
  throw new Problem(
    "usage",
    `Cannot start a project in "${shown}": ${found.slice(0, 3).join(", ")}${more} exist already`,
    {
      place: dirname(join(root, found[0]!)),
      remedy: "Choose another folder, or overwrite them with --force.",
    },
  );
}
