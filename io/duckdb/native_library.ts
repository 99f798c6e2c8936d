import { basename, join } from "node:path";
import { promisify } from "node:util";
import { systemClock } from "../../infra/clock.ts";
import { Problem, toError } from "../../infra/errors.ts";
import { isNotFound, removeIfExists, temporaryName } from "../../infra/fs.ts";
import { isIntact, type LibraryFacts } from "./library_check.ts";

/** What a compiled program knows of the library that it carries. */
export interface PackedFacts extends LibraryFacts {
  readonly name: string;
  /** Files, each compressed with Brotli, that the library is made of one after the other; sizes and CRC-32 once unpacked. */
  readonly parts: readonly { readonly file: string; readonly bytes: number; readonly crc: number }[];
}

/** A native library as a compiled program carries it. */
export interface PackedLibrary extends PackedFacts {
  /** Content of the file of a part. */
  readonly packed: (file: string) => Promise<Uint8Array>;
}

/** The library in this program. @throws Deno.errors.NotFound in a program that was not compiled */
export async function ownLibrary(): Promise<PackedLibrary> {
  const place = (name: string) => new URL(`./native/${name}`, import.meta.url);
  const facts = JSON.parse(await Deno.readTextFile(place("library.json"))) as PackedFacts;
  return { ...facts, packed: (file) => Deno.readFile(place(file)) };
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
  const temporary = temporaryName(path);
  try {
    await unpackInto(temporary, library);
    await Deno.rename(temporary, path);
  } catch (error) {
    await removeIfExists(temporary).catch(() => undefined);
    // Where a file in use cannot be replaced, another process that started at the same time was first.
    if (await isIntact(path, library)) return path;
    throw error;
  }
  return path;
}

/** Parts are unpacked at the same time, on threads of the runtime's own, and written in their order. */
async function unpackInto(path: string, { parts, packed }: PackedLibrary): Promise<void> {
  // The runtime takes milliseconds to load it, at a start that hardly ever needs it.
  const { brotliDecompress, crc32 } = await import("node:zlib");
  const unpacked = parts.map(async ({ file, bytes, crc }) => {
    const content = asView(await promisify(brotliDecompress)(await packed(file)).catch(() => new Uint8Array()));
    if (content.length !== bytes || crc32(content) !== crc) throw new Error(damaged);
    return content;
  });
  for (const part of unpacked) part.catch(() => undefined); // Who waits for it is told.
  using file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  for (const part of unpacked) {
    const content = await part;
    for (let at = 0; at < content.length;) at += await file.write(content.subarray(at));
  }
}

/** The same bytes, not copied. */
function asView({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

const damaged = "this program's file is damaged; copy it anew";

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
