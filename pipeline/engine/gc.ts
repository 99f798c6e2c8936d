import { join } from "node:path";
import type { Clock } from "../../infra/clock.ts";
import { isNotFound, removeIfExists } from "../../infra/fs.ts";
import { isRunId } from "../../infra/random.ts";
import type { History } from "./history.ts";

/** A file below the assets' root that nothing refers to. */
export interface Garbage {
  /** Relative to the root. */
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

/**
 * Lists the files below `root` that no materialization knows: what a crash left behind. Files that do not look like the
 * engine's own are never listed.
 */
export async function findGarbage(
  root: string,
  history: Pick<History, "materialization">,
  options: GarbageOptions,
): Promise<readonly Garbage[]> {
  const { clock, minAge = 86_400_000 } = options;
  const newest = clock.now() - minAge;
  const garbage: Garbage[] = [];
  for await (const path of filesBelow(root, "")) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const temporary = /^\.[^/]+\.part$/.test(name);
    const version = name.slice(0, Math.max(0, name.indexOf(".")));
    if (!temporary && !isRunId(version)) continue;
    const { size: bytes, mtime } = await Deno.stat(join(root, path));
    if (mtime !== null && mtime.getTime() > newest) continue;
    if (temporary) garbage.push({ path, bytes, kind: "temporary" });
    else if ((await history.materialization(version))?.path !== path) garbage.push({ path, bytes, kind: "unknown" });
  }
  return garbage;
}

/** Removes what {@link findGarbage} listed. */
export async function removeGarbage(root: string, garbage: readonly Garbage[]): Promise<void> {
  for (const { path } of garbage) await removeIfExists(join(root, path));
}

async function* filesBelow(root: string, folder: string): AsyncGenerator<string> {
  const entries: Deno.DirEntry[] = [];
  try {
    for await (const entry of Deno.readDir(join(root, folder))) entries.push(entry);
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  for (const { name, isDirectory, isFile } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (isDirectory) yield* filesBelow(root, path);
    else if (isFile) yield path;
  }
}
