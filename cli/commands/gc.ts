import { join } from "node:path";
import { exists } from "../../infra/fs.ts";
import { Problem } from "../../infra/errors.ts";
import type { Garbage, GarbageOptions, History } from "../../pipeline/engine/mod.ts";
import { defineCommand } from "../command.ts";
import { garbageFolders } from "../garbage_folders.ts";
import { defaultOption, environmentOption, jsonOption, setOption, switchOption, wholeNumber } from "../grammar/mod.ts";
import { loadEngine } from "../later.ts";
import { countOf, formatBytes, relativePath } from "../output/mod.ts";
import { printJson, printLines, printTable } from "../print.ts";
import { assetsFolder, openWorkspace, readHistory, type Workspace } from "../wire.ts";

const hour = 3_600_000;
const mostShown = 50;

/** `clustering gc`. */
export const command = defineCommand({
  name: "gc",
  description:
    "Removes what a crash left behind: files of assets that no run knows, unfinished writes, DuckDB's spill files. Values that " +
    "runs made are kept, and so is all that a run which is under way may be using.",
  examples: [
    { line: "clustering gc --dry-run", does: "see what would go" },
    { line: "clustering gc --env prod --older-than 1", does: "also what is only an hour old" },
  ],
  fields: (known) => ({
    env: environmentOption(known),
    dryRun: switchOption(["--dry-run"], "Only show what would be removed"),
    olderThan: defaultOption(
      ["--older-than"],
      wholeNumber("HOURS", 0),
      24,
      "Leave younger files alone; runs may need them",
    ),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ env, dryRun, olderThan, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    const { history: place } = workspace.settings;
    if (place.kind === "sqlite" && !(await exists(place.path))) {
      // Without it every file would look like garbage.
      throw new Problem("configuration", `Cannot look for garbage: there is no history "${place.path}"`, {
        place: "history.path",
        remedy: "Run a job first, or correct the path.",
      });
    }
    await using history = await readHistory(workspace);
    if ((await history.runs({ limit: 1 })).length === 0) {
      throw new Problem(
        "configuration",
        "Cannot look for garbage: the history has no run, so every file would look like it",
        {
          place: "history",
          remedy: "Check that the configuration names the history that the files were made under.",
        },
      );
    }
    const { removeGarbage } = await loadEngine();
    const found = await findAll(workspace, history, { clock: context.effects.clock, minAge: olderThan * hour });
    if (!dryRun) { for (const { folder, files } of found) await removeGarbage(folder, files); }
    const garbage = found.flatMap(({ folder, files }) =>
      files.map((file) => ({ ...file, path: join(folder, file.path) }))
    );
    const bytes = garbage.reduce((sum, file) => sum + file.bytes, 0);
    if (json) {
      printJson(context, { removed: !dryRun, bytes, files: garbage });
      return 0;
    }
    const shown = garbage.slice(0, mostShown);
    if (shown.length > 0) {
      printTable(context, shown, [
        { title: "file", cell: (file) => relativePath(workspace.root, file.path), flexible: true },
        { title: "what", cell: ({ kind }) => (kind === "temporary" ? "unfinished write" : "never recorded") },
        { title: "size", cell: (file) => formatBytes(file.bytes), align: "right" },
      ], "");
    }
    const verb = dryRun ? "would be removed" : "removed";
    printLines(context, [
      garbage.length === 0
        ? `Nothing to remove in ${relativePath(workspace.root, workspace.settings.paths.data)}.`
        : `${countOf(garbage.length, "file")} ${verb}, ${formatBytes(bytes)}`,
    ]);
    return 0;
  },
});

interface Found {
  readonly folder: string;
  /** Paths relative to the folder. */
  readonly files: readonly Garbage[];
}

async function findAll(workspace: Workspace, history: History, options: GarbageOptions): Promise<readonly Found[]> {
  const { findGarbage, findTemporaries } = await loadEngine();
  const root = assetsFolder(workspace);
  const found: Found[] = [{ folder: root, files: await findGarbage(root, history, options) }];
  const folders = garbageFolders(workspace.settings);
  for (const { path, recursive, names } of folders) {
    const except = [root, ...folders.map((folder) => folder.path)].filter((folder) => folder !== path);
    const own = { ...options, except, recursive, ...(names === undefined ? {} : { names }) };
    found.push({ folder: path, files: await findTemporaries(path, history, own) });
  }
  return found;
}
