import { join } from "node:path";
import type { Clock } from "../../infra/clock.ts";
import { isNotFound, removeIfExists } from "../../infra/fs.ts";
import { isRunId } from "../../infra/random.ts";
import { isSilent } from "./heartbeat.ts";
import type { History } from "./history.ts";

/** A file below a folder that nothing refers to. */
export interface Garbage {
  /** Relative to the folder. */
  readonly path: string;
  readonly bytes: number;
  /** `temporary`: a write that did not end; `unknown`: a version that was never recorded. */
  readonly kind: "temporary" | "unknown";
}

/** How garbage is looked for. */
export interface GarbageOptions {
  readonly clock: Clock;
  /** Younger files are left alone, in milliseconds: a run may be about to record them. @default one day */
  readonly minAge?: number;
}

/** Settings of {@link findTemporaries}. */
export interface TemporaryOptions extends GarbageOptions {
  /** Folders below that are left out, as absolute paths. @default none */
  readonly except?: readonly string[];
  /** Further names of files that are temporary. @default none */
  readonly names?: RegExp;
  /** Whether to look into the folders below. @default true */
  readonly recursive?: boolean;
}

type PastRuns = Pick<History, "materialization" | "runs">;

const temporaryNames = /^\.[^/]+\.part$/;

/**
 * Lists the files below `root` that no materialization knows: what a crash left behind. Files that do not look like the
 * engine's own, and those that are younger than a run that is under way, are never listed.
 */
export async function findGarbage(
  root: string,
  history: PastRuns,
  options: GarbageOptions,
): Promise<readonly Garbage[]> {
  const newest = await newestTime(history, options);
  const garbage: Garbage[] = [];
  for await (const path of filesBelow(root, "", { except: [], recursive: true })) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const temporary = temporaryNames.test(name);
    const version = name.slice(0, Math.max(0, name.indexOf(".")));
    if (!temporary && !isRunId(version)) continue;
    const bytes = await sizeOfOld(join(root, path), newest);
    if (bytes === undefined) continue;
    if (temporary) garbage.push({ path, bytes, kind: "temporary" });
    else if ((await history.materialization(version))?.path !== path) garbage.push({ path, bytes, kind: "unknown" });
  }
  return garbage;
}

/** Lists the files below `folder` that a write left which did not end, but none that a run under way may be writing. */
export async function findTemporaries(
  folder: string,
  history: PastRuns,
  options: TemporaryOptions,
): Promise<readonly Garbage[]> {
  const { except = [], names, recursive = true } = options;
  const newest = await newestTime(history, options);
  const garbage: Garbage[] = [];
  for await (const path of filesBelow(folder, "", { except, recursive })) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (!temporaryNames.test(name) && names?.test(name) !== true) continue;
    const bytes = await sizeOfOld(join(folder, path), newest);
    if (bytes !== undefined) garbage.push({ path, bytes, kind: "temporary" });
  }
  return garbage;
}

/** Files that were changed later than this may still be in use: by a run that lives, or by somebody who is not recorded. */
async function newestTime(history: PastRuns, { clock, minAge = 86_400_000 }: GarbageOptions): Promise<number> {
  const now = clock.now();
  const underWay = await Promise.all((["starting", "running"] as const).map((status) => {
    return history.runs({ status, limit: 10_000 });
  }));
  const begins = underWay.flat().filter((run) => !isSilent(run, now)).map(({ createdAt }) => createdAt);
  return Math.min(now - minAge, ...begins);
}

/** The size of a file that was last changed before `newest`; undefined for a younger one, and for one that is gone. */
async function sizeOfOld(path: string, newest: number): Promise<number | undefined> {
  try {
    const { size, mtime } = await Deno.stat(path);
    return mtime !== null && mtime.getTime() > newest ? undefined : size;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Removes what {@link findGarbage} listed. */
export async function removeGarbage(root: string, garbage: readonly Garbage[]): Promise<void> {
  for (const { path } of garbage) await removeIfExists(join(root, path));
}

async function* filesBelow(
  root: string,
  folder: string,
  options: Required<Pick<TemporaryOptions, "except" | "recursive">>,
): AsyncGenerator<string> {
  if (options.except.includes(join(root, folder))) return;
  const entries: Deno.DirEntry[] = [];
  try {
    for await (const entry of Deno.readDir(join(root, folder))) entries.push(entry);
  } catch (error) {
    if (isNotFound(error) || error instanceof Deno.errors.NotADirectory) return;
    throw error;
  }
  for (const { name, isDirectory, isFile } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = folder === "" ? name : `${folder}/${name}`;
    // A folder with such a name is what a restore has unpacked; it goes as a whole.
    if (isFile || (isDirectory && temporaryNames.test(name))) yield path;
    else if (isDirectory && options.recursive) yield* filesBelow(root, path, options);
  }
}
