import { basename, dirname, join } from "node:path";
import { Problem } from "../../infra/errors.ts";
import { digestFile, exists, isNotFound, removeIfExists, uniqueToken } from "../../infra/fs.ts";
import { loadEngine, loadLedger } from "../later.ts";
import { assetsFolder, type Workspace } from "../wire.ts";
import { type Manifest, names } from "./manifest.ts";
import { readBackup } from "./read_backup.ts";
import { replaceFile } from "./replace_file.ts";
import { writeBackup } from "./write_backup.ts";

/** How a backup is put back. */
export interface RestoreOptions {
  /** Absolute path of the archive. */
  readonly file: string;
  /** Leaves the values where they are. */
  readonly historyOnly: boolean;
  /** Replaces a history that has runs. */
  readonly force: boolean;
  /** Only looks through the archive. */
  readonly dryRun: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What was put back. */
export interface Restored {
  readonly manifest: Manifest;
  /** Values that were not there, or not as they should be. */
  readonly values: number;
  /** Files in which what was there before is kept. */
  readonly kept: readonly string[];
}

/**
 * Puts the history and the newest values of a backup in their places, after all of it was looked through. Values come first,
 * then the history in one step, so that at no time a history is there whose values are not. What was there is kept.
 *
 * @throws {Problem} when the backup is damaged, a history with runs would be replaced without `force`, or is in use
 */
export async function restoreBackup(workspace: Workspace, options: RestoreOptions): Promise<Restored> {
  const { file, dryRun, historyOnly, force, now } = options;
  const { settings } = workspace;
  const staging = join(settings.paths.data, `.restore-${uniqueToken()}.part`);
  try {
    await Deno.mkdir(staging, { recursive: true });
    const { manifest } = await readBackup(file, staging);
    if (!force) await refuseLiving(workspace, file);
    if (dryRun) return { manifest, values: 0, kept: [] };
    const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "");
    const kept: string[] = [];
    const values = historyOnly ? 0 : await placeValues(workspace, join(staging, names.assets), manifest, stamp, kept);
    kept.push(...await placeHistory(workspace, join(staging, names.history), stamp, now));
    return { manifest, values, kept };
  } finally {
    await removeIfExists(staging);
  }
}

/** @throws {Problem} when the history to be replaced has runs; a damaged one is no reason to hesitate */
async function refuseLiving({ settings: { history: place } }: Workspace, file: string): Promise<void> {
  const { readLedger } = await loadLedger();
  let runs: number;
  try {
    const ledger = await readLedger(place);
    if (ledger === undefined) return;
    await using history = ledger.history;
    runs = (await history.runs({ limit: 1 })).length;
  } catch (error) {
    if (error instanceof Problem && (error.kind === "data" || error.message.includes("not a SQLite"))) return;
    throw error;
  }
  if (runs === 0) return;
  const name = place.kind === "sqlite" ? place.path : "of the database";
  throw new Problem("usage", `Cannot restore "${file}": there is a history ${name} with runs`, {
    place: "history",
    remedy: "Add --force to replace it; what is there now is kept.",
  });
}

/** Puts values where they belong; one that is there and sound stays, one that is not is kept under another name. */
async function placeValues(
  workspace: Workspace,
  from: string,
  { files }: Manifest,
  stamp: string,
  kept: string[],
): Promise<number> {
  const root = assetsFolder(workspace);
  let placed = 0;
  for (const { path, sha256 } of files) {
    if (!path.startsWith(`${names.assets}/`)) continue;
    const relative = path.slice(names.assets.length + 1);
    const target = join(root, relative);
    const there = await hashOf(target);
    if (there === sha256) continue;
    await Deno.mkdir(dirname(target), { recursive: true });
    if (there !== undefined) {
      const aside = join(dirname(target), `${basename(target)}.replaced-${stamp}`);
      await Deno.rename(target, aside);
      kept.push(aside);
    }
    await Deno.rename(join(from, relative), target);
    placed++;
  }
  return placed;
}

async function hashOf(path: string): Promise<string | undefined> {
  try {
    return (await digestFile(path)).hash;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function placeHistory(
  workspace: Workspace,
  from: string,
  stamp: string,
  now: number,
): Promise<readonly string[]> {
  const { history } = workspace.settings;
  if (history.kind === "sqlite") return await replaceFile(from, history.path, `${history.path}.replaced-${stamp}`);
  const kept = await keepDatabase(workspace, join(workspace.root, "backups", `replaced-${stamp}.tar`), now);
  const { replacePostgresLedger } = await loadEngine();
  await replacePostgresLedger(history.url, from, {
    now,
    ...(history.schema === null ? {} : { schema: history.schema }),
  });
  return kept;
}

/** What a database has recorded, as a backup of its own. */
async function keepDatabase(workspace: Workspace, target: string, now: number): Promise<readonly string[]> {
  const { readLedger } = await loadLedger();
  const ledger = await readLedger(workspace.settings.history);
  if (ledger === undefined) return [];
  await ledger.history.close();
  await Deno.mkdir(dirname(target), { recursive: true });
  await writeBackup(workspace, { target, historyOnly: true, now });
  return await exists(target) ? [target] : [];
}
