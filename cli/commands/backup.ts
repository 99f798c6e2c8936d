import { join, resolve } from "node:path";
import { isNotFound } from "../../infra/fs.ts";
import { backupFile, backupsFolder } from "../backup/backup_file.ts";
import { defineCommand } from "../command.ts";
import { environmentOption, filePath, jsonOption, optionalArgument, setOption, switchOption } from "../grammar/mod.ts";
import { countOf, formatBytes, relativePath } from "../output/mod.ts";
import { printJson, printLines } from "../print.ts";
import { openWorkspace, openWorkspaceLedger } from "../wire.ts";
import { actorName } from "../worker_name.ts";

/** `clustering backup`. */
export const command = defineCommand({
  name: "backup",
  description:
    "Writes the history as it is now, the newest values of all assets and config/ into one archive (tar), while runs go on. " +
    "Everything is looked through on the way, and the archive lists all it holds with hashes. Secrets of .env files are not in it.",
  examples: [
    { line: "clustering backup --env prod", does: "into the folder backups/, named after environment and time" },
    { line: "clustering backup /mnt/safe/ --env prod --json", does: "into another folder, every night by cron" },
    { line: "clustering backup before.tar --history-only", does: "only what ran, without the values" },
  ],
  fields: (known) => ({
    target: optionalArgument(filePath("FILE|DIR"), "Archive to write, or the folder for it"),
    historyOnly: switchOption(["--history-only"], "Leave the values of the assets out"),
    env: environmentOption(known),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ target: given, historyOnly, env, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    const { clock, workingDirectory } = context.effects;
    const now = clock.now();
    const folder = join(workspace.root, backupsFolder);
    const target = await fileFor(
      given === undefined ? `${folder}/` : resolve(workingDirectory, given),
      given,
      env,
      now,
    );
    const { writeBackup } = await import("../backup/write_backup.ts");
    const ledger = await openWorkspaceLedger(workspace);
    await using _history = ledger.history;
    const { manifest, bytes, values } = await writeBackup(workspace, { target, historyOnly, now });
    const { runs, schema, created_at } = manifest;
    const details = { bytes, runs, values };
    await ledger.coordination.audit({
      time: now,
      actor: actorName(context.effects),
      action: "backup",
      target,
      details,
    });
    if (json) printJson(context, { file: target, created_at, environment: env, schema, ...details });
    else {
      const what = `${countOf(runs, "run")}, ${historyOnly ? "no values" : countOf(values, "value")}`;
      printLines(context, [
        `${relativePath(workingDirectory, target)}  ${what}, ${formatBytes(bytes)}`,
        context.style.dim(
          `Put it back with "${context.effects.program} restore ${relativePath(workingDirectory, target)}".`,
        ),
      ]);
    }
    return 0;
  },
});

/** The archive's path: as given, or a name of its own in a folder. */
async function fileFor(target: string, given: string | undefined, env: string, now: number): Promise<string> {
  if (given === undefined || /[\\/]$/.test(given) || await isFolder(target)) {
    await Deno.mkdir(target, { recursive: true });
    return backupFile(target, env, now);
  }
  return target;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
