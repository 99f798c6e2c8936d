import { Buffer } from "node:buffer";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { systemClock } from "../../infra/clock.ts";
import { Problem, toError } from "../../infra/errors.ts";
import { isNotFound, removeIfExists, temporaryName } from "../../infra/fs.ts";

/** A native library as a compiled program carries it. */
export interface PackedLibrary {
  readonly name: string;
  /** Size and SHA-256 once it is unpacked. */
  readonly bytes: number;
  readonly sha256: string;
  /** Its content, compressed with Brotli. */
  readonly packed: () => Promise<Uint8Array>;
}

/** The library in this program. @throws Deno.errors.NotFound in a program that was not compiled */
export async function ownLibrary(): Promise<PackedLibrary> {
  const place = (name: string) => new URL(`./native/${name}`, import.meta.url);
  const facts = JSON.parse(await Deno.readTextFile(place("library.json"))) as Omit<PackedLibrary, "packed">;
  return { ...facts, packed: () => Deno.readFile(place(`${facts.name}.br`)) };
}

/**
 * Puts the library into the first of `folders` that takes it and opens it with `open`; what is there with the right content
 * is used as it is. Each version has a folder of its own, and processes that start together leave one file.
 *
 * @returns the folder that holds the library
 * @throws {Problem} of kind configuration with what was wrong with every folder
 */
export async function unpackLibrary(
  library: PackedLibrary,
  folders: readonly string[],
  open: (path: string) => void,
): Promise<string> {
  const refused: string[] = [];
  for (const parent of folders) {
    const folder = join(parent, `duckdb-${library.sha256.slice(0, 16)}`);
    try {
      await requireOwn(folder);
      open(await placeLibrary(library, folder));
      return folder;
    } catch (error) {
      refused.push(`"${parent}": ${toError(error).message}`);
    }
  }
  const why = refused.length === 0 ? "there is no folder for it" : refused.join("; ");
  throw new Problem("configuration", `Cannot unpack ${library.name}: ${why}`, {
    ...(folders[0] === undefined ? {} : { place: folders[0] }),
    remedy: `Set CLUSTERING_CACHE to a folder that this user can write, with ${
      Math.ceil(library.bytes / 1e6)
    } MB free.`,
  });
}

async function placeLibrary(library: PackedLibrary, folder: string): Promise<string> {
  const path = join(folder, library.name);
  if (await isIntact(path, library)) return path;
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await removeLeft(folder, library.name);
  const content = new Uint8Array(await promisify(brotliDecompress)(await library.packed()));
  if (await digest(content) !== library.sha256) throw new Error("this program's file is damaged; copy it anew");
  const temporary = temporaryName(path);
  try {
    await Deno.writeFile(temporary, content, { mode: 0o600 });
    await Deno.rename(temporary, path);
  } catch (error) {
    await removeIfExists(temporary).catch(() => undefined);
    // Where a file in use cannot be replaced, another process that started at the same time was first.
    if (await isIntact(path, library)) return path;
    throw error;
  }
  return path;
}

async function isIntact(path: string, { bytes, sha256 }: PackedLibrary): Promise<boolean> {
  try {
    const content = await Deno.readFile(path);
    return content.length === bytes && await digest(content) === sha256;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** What processes that were killed while they wrote have left; one that still writes loses nothing but its attempt. */
async function removeLeft(folder: string, name: string): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (!entry.name.startsWith(`.${name}.`) || !entry.name.endsWith(".part")) continue;
    const { mtime } = await Deno.stat(path).catch(() => ({ mtime: null }));
    if (mtime === null || systemClock.now() - mtime.getTime() < leftAfter) continue;
    await removeIfExists(path).catch(() => undefined);
  }
}

const leftAfter = 600_000;

/** Refuses a folder that others could put a library of theirs into. */
async function requireOwn(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  const found = await Deno.lstat(folder).catch((error) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  if (found === undefined) return;
  const others = ((found.mode ?? 0) & 0o022) !== 0 || (found.uid !== Deno.uid() && found.uid !== 0);
  if (others || !found.isDirectory) throw new Error(`other users may write "${basename(folder)}" in it`);
}

/** On a thread of the runtime's own, so that the program goes on loading meanwhile. */
async function digest(content: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", content)).toString("hex");
}
