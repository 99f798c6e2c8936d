import { dirname, join } from "node:path";
import { removeIfExists, temporaryName } from "../../infra/fs.ts";
import type { Asset } from "./asset.ts";
import { newSha256 } from "./hash.ts";
import { folderName } from "./names.ts";
import type { ResourceMap } from "./resource.ts";
import type { KindContext, KindHandler, PlacedValue } from "./value_kind.ts";

const longestRead = 1 << 20;

/** Which value is kept and where. */
export interface KeepTarget {
  readonly asset: Asset;
  readonly partition: string | undefined;
  /** Folder of all versioned files. */
  readonly root: string;
  readonly version: string;
}

/** A file in its place, not yet recorded. */
export interface KeptFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly version: string;
  /** With the absolute path. */
  readonly placed: PlacedValue;
  /** SHA-256 of the file, told when its content and its name are on the disk; rejects when they do not get there. */
  readonly hash: Promise<string>;
}

/** Path of a version below the root. */
export function versionPath({ asset, partition, version }: Omit<KeepTarget, "root">): string {
  const folder = partition === undefined ? asset.name : `${asset.name}/${folderName(partition)}`;
  return `${folder}/${version}.${asset.kind.extension}`;
}

/**
 * Writes a value to a temporary name and renames it. Flushing and hashing go on when this returns, for others can read the
 * file meanwhile: it must not be recorded before {@link KeptFile.hash} is there. On failure, and when the signal is aborted
 * meanwhile, nothing is left. `files` lists what is there.
 */
export async function keepValue(
  value: unknown,
  target: KeepTarget,
  handler: KindHandler,
  context: KindContext<ResourceMap>,
  files: Set<string>,
): Promise<KeptFile> {
  const path = versionPath(target);
  const final = join(target.root, path);
  const temporary = temporaryName(final, "new");
  Deno.mkdirSync(dirname(final), { recursive: true });
  files.add(temporary);
  try {
    const written = await handler.write(value, temporary, context);
    context.signal.throwIfAborted();
    const { size: bytes } = Deno.statSync(temporary);
    files.add(final);
    Deno.renameSync(temporary, final);
    files.delete(temporary);
    const hash = flushAndHash(final, bytes);
    // Whoever waits for it is told; until then a failure is no unhandled one.
    hash.catch(() => undefined);
    return { path, version: target.version, placed: { path: final, bytes, ...written }, hash };
  } catch (error) {
    await removeFiles(files);
    throw error;
  }
}

/**
 * Opens the file once for both. Only what waits for the disk is asynchronous: for the many small values a turn through the
 * thread pool costs more than the work itself.
 */
async function flushAndHash(path: string, bytes: number): Promise<string> {
  using file = Deno.openSync(path, { read: true, write: true });
  await file.sync();
  const hash = newSha256();
  const buffer = new Uint8Array(Math.min(Math.max(bytes, 1), longestRead));
  const read = () => bytes <= longestRead ? file.readSync(buffer) : file.read(buffer);
  for (let n = await read(); n !== null; n = await read()) hash.update(buffer.subarray(0, n));
  await flushFolder(dirname(path));
  return hash.digest("hex");
}

/** Makes a rename last through a power cut; Windows has no such thing as an open folder. */
async function flushFolder(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using folder = Deno.openSync(path, { read: true });
  await folder.sync();
}

/** Removes what a try has left; a file that cannot be removed is garbage that {@link findGarbage} lists. */
export async function removeFiles(files: Iterable<string>): Promise<void> {
  for (const file of files) await removeIfExists(file).catch(() => undefined);
}
