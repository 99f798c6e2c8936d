import { join } from "node:path";
import { Problem } from "../../infra/errors.ts";
import { exists } from "../../infra/fs.ts";
import type { Garbage, GarbageOptions, History, Ledger, Swept } from "../../pipeline/engine/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { garbageFolders } from "../garbage_folders.ts";
import { defaultOption, environmentOption, jsonOption, setOption, switchOption, wholeNumber } from "../grammar/mod.ts";
import { loadEngine, loadLedger } from "../later.ts";
import { countOf, formatBytes, formatCount, relativePath } from "../output/mod.ts";
import { printJson, printLines, printTable } from "../print.ts";
import { sweepOnce } from "../retention.ts";
import { assetsFolder, openWorkspace, openWorkspaceLedger, type Workspace } from "../wire.ts";
import { actorName } from "../worker_name.ts";

const hour = 3_600_000;
const mostShown = 50;

/** `clustering gc`. */
export const command = defineCommand({
  name: "gc",
  description:
    "Removes what is no longer kept (retention of the configuration: old runs with their events and values, ticks, alerts, audit) " +
    "and what a crash left behind: files of assets that no run knows, unfinished writes, DuckDB's spill files. The newest value " +
    "of everything, the one before it, what it was made from, and all that a run which is under way may be using stay.",
  examples: [
    { line: "clustering gc --dry-run", does: "see what would go" },
    { line: "clustering gc --env prod --older-than 1", does: "also files that are only an hour old" },
    { line: "clustering gc --set retention.runs.success.days=7", does: "keep less, this once" },
  ],
  fields: (known) => ({
    env: environmentOption(known),
    dryRun: switchOption(["--dry-run"], "Only show what would be removed"),
    olderThan: defaultOption(
      ["--older-than"],
      wholeNumber("HOURS", 0),
      24,
      "Leave younger files that no run knows alone; runs may need them",
    ),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ env, dryRun, olderThan, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    const ledger = await openKnown(workspace, dryRun);
    await using history = ledger.history;
    await refuseEmpty(history);
    const { clock } = context.effects;
    const swept = await sweepOnce({ workspace, ledger }, context, dryRun);
    const { removeGarbage } = await loadEngine();
    const found = await findAll(workspace, history, { clock, minAge: olderThan * hour });
    if (!dryRun) { for (const { folder, files } of found) await removeGarbage(folder, files); }
    const garbage = found.flatMap(({ folder, files }) =>
      files.map((file) => ({ ...file, path: join(folder, file.path) }))
    );
    const all = { removed: !dryRun, ...total(swept, garbage) };
    if (!dryRun && all.count > 0) {
      const details = { bytes: all.bytes, runs: swept.runs.length, values: swept.values.length, files: garbage.length };
      await ledger.coordination.audit({
        time: clock.now(),
        actor: actorName(context.effects),
        action: "gc",
        target: env,
        details,
      });
    }
    if (json) printJson(context, report(swept, garbage, all));
    else await printAll(workspace, context, swept, garbage, all);
    return 0;
  },
});

interface Total {
  readonly removed: boolean;
  readonly count: number;
  readonly bytes: number;
}

async function openKnown(workspace: Workspace, dryRun: boolean): Promise<Ledger> {
  const { history: place } = workspace.settings;
  if (place.kind === "sqlite" && !(await exists(place.path))) {
    // Without it every file would look like garbage.
    throw new Problem("configuration", `Cannot look for garbage: there is no history "${place.path}"`, {
      place: "history.path",
      remedy: "Run a job first, or correct the path.",
    });
  }
  if (!dryRun) return await openWorkspaceLedger(workspace);
  const { readLedger } = await loadLedger();
  return await readLedger(place) ?? await openWorkspaceLedger(workspace);
}

async function refuseEmpty(history: History): Promise<void> {
  if ((await history.runs({ limit: 1 })).length > 0) return;
  throw new Problem(
    "configuration",
    "Cannot look for garbage: the history has no run, so every file would look like it",
    {
      place: "history",
      remedy: "Check that the configuration names the history that the files were made under.",
    },
  );
}

function total({ amounts }: Swept, garbage: readonly Garbage[]): Omit<Total, "removed"> {
  const kept = Object.values(amounts);
  return {
    count: kept.reduce((sum, one) => sum + one.count, garbage.length),
    bytes: [...kept, ...garbage].reduce((sum, one) => sum + one.bytes, 0),
  };
}

function report(swept: Swept, garbage: readonly Garbage[], { removed, bytes }: Total) {
  const { amounts, runs, values } = swept;
  return {
    removed,
    bytes,
    retention: amounts,
    runs: runs.map(({ id, job, status, endedAt, bytes }) => ({ id, job, status, ended_at: endedAt, bytes })),
    values: values.map(({ path, asset, partition, bytes }) => ({ asset, partition: partition ?? null, path, bytes })),
    files: garbage,
  };
}

const nouns: Readonly<Record<keyof Swept["amounts"], string>> = {
  runs: "old runs",
  events: "old events of runs that are kept",
  values: "values that nobody refers to",
  ticks: "old ticks",
  deliveries: "delivered alerts",
  deadLetters: "undelivered alerts",
  audit: "old audit rows",
  backfills: "old backfills",
};

async function printAll(
  { root, settings }: Workspace,
  context: CommandContext,
  swept: Swept,
  garbage: readonly Garbage[],
  { removed, count, bytes }: Total,
): Promise<void> {
  const { amounts } = swept;
  const kinds = Object.keys(nouns) as (keyof typeof nouns)[];
  const gone = kinds.filter((kind) => amounts[kind].count > 0).map((kind) => ({ what: nouns[kind], ...amounts[kind] }));
  if (gone.length > 0) {
    printTable(context, gone, [
      { title: "no longer kept", cell: ({ what }) => what, flexible: true },
      { title: "count", cell: (one) => formatCount(one.count), align: "right" },
      { title: "size", cell: (one) => formatBytes(one.bytes), align: "right" },
    ], "");
  }
  const shown = garbage.slice(0, mostShown);
  if (shown.length > 0) {
    printTable(context, shown, [
      { title: "file", cell: (file) => relativePath(root, file.path), flexible: true },
      { title: "what", cell: ({ kind }) => (kind === "temporary" ? "unfinished write" : "never recorded") },
      { title: "size", cell: (file) => formatBytes(file.bytes), align: "right" },
    ], "");
  }
  const verb = removed ? "removed" : "would be removed";
  const { describeSwept } = await loadEngine();
  const things = [describeSwept(swept), ...(garbage.length === 0 ? [] : [countOf(garbage.length, "file")])];
  printLines(context, [
    count === 0
      ? `Nothing to remove in ${relativePath(root, settings.paths.data)}.`
      : `${things.filter((one) => one !== "").join(", ")} ${verb}, ${formatBytes(bytes)} in all`,
  ]);
}

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
