import { resolve } from "node:path";
import { type CommandContext, defineCommand } from "../command.ts";
import { environmentOption, filePath, jsonOption, required, setOption, switchOption } from "../grammar/mod.ts";
import { countOf, relativePath } from "../output/mod.ts";
import { printJson, printLines } from "../print.ts";
import { openWorkspace, openWorkspaceLedger, type Workspace } from "../wire.ts";
import { actorName } from "../worker_name.ts";

/** `clustering restore`. */
export const command = defineCommand({
  name: "restore",
  description:
    "Puts a backup back: first all of it is looked through (hashes, tables, values), then the values are put where they are " +
    "missing or damaged, then the history is replaced in one step. What was there is kept beside. Files of config/ are not " +
    "touched; they are in the archive. Daemons, workers and pages must be stopped.",
  examples: [
    {
      line: "clustering restore backups/prod-20260501T020000Z.tar --env prod",
      does: "where there is no history, or a damaged one",
    },
    { line: "clustering restore before.tar --force", does: "in place of a history that has runs" },
    { line: "clustering restore before.tar --dry-run --json", does: "only look whether the backup is sound" },
  ],
  fields: (known) => ({
    file: required(filePath("FILE", { extensions: [".tar"] }), "Archive that backup wrote"),
    force: switchOption(["--force"], "Replace a history that has runs; it is kept beside"),
    historyOnly: switchOption(["--history-only"], "Leave the values of the assets as they are"),
    dryRun: switchOption(["--dry-run"], "Only look through the backup"),
    env: environmentOption(known),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ file: given, force, historyOnly, dryRun, env, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    const { clock, workingDirectory } = context.effects;
    const file = resolve(workingDirectory, given);
    const now = clock.now();
    const { restoreBackup } = await import("../backup/restore_backup.ts");
    const isForced = force || dryRun;
    const restored = await restoreBackup(workspace, { file, force: isForced, historyOnly, dryRun, now });
    const { manifest: { runs, schema, created_at, files }, values, kept } = restored;
    if (!dryRun) await audit(workspace, context, { time: now, target: file, details: { runs, values, kept } });
    if (json) {
      printJson(context, { restored: !dryRun, file, created_at, schema, runs, values, kept, files: files.length });
      return 0;
    }
    const shown = (path: string) => relativePath(workingDirectory, path);
    printLines(context, [
      dryRun
        ? `${shown(file)} is sound: ${countOf(runs, "run")}, ${countOf(files.length, "file")}, of ${created_at}`
        : `${countOf(runs, "run")} of ${created_at} restored, ${countOf(values, "value")} put back`,
      ...kept.map((path) => context.style.dim(`What was there is kept in ${shown(path)}`)),
    ]);
    return 0;
  },
});

async function audit(
  workspace: Workspace,
  context: CommandContext,
  record: {
    readonly time: number;
    readonly target: string;
    readonly details: Readonly<Record<string, number | readonly string[]>>;
  },
): Promise<void> {
  const ledger = await openWorkspaceLedger(workspace);
  await using _history = ledger.history;
  await ledger.coordination.audit({ ...record, actor: actorName(context.effects), action: "restore" });
}
