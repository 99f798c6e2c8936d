import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { flushFile, isNotFound, temporaryName } from "../../infra/fs.ts";

/** What a library must be. */
export interface LibraryFacts {
  readonly bytes: number;
  /** Of the whole file, in hex. */
  readonly sha256: string;
  /** What {@link librarySample} comes to. */
  readonly sample: string;
}

/**
 * Whether a file is the library. Once {@link markIntact} has noted a file and it was not written since, size, times and a sample
 * are enough (1 ms); else all of it is hashed (0.1 s and more).
 */
export async function isIntact(path: string, facts: LibraryFacts): Promise<boolean> {
  try {
    if (isKnown(path, facts)) return true;
    const content = await Deno.readFile(path);
    return content.length === facts.bytes && await sha256(content) === facts.sha256;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** Whether {@link isIntact} would not hash the file. */
export function isKnown(path: string, { bytes, sample }: LibraryFacts): boolean {
  try {
    const noted = Deno.readTextFileSync(markOf(path));
    const { size } = Deno.statSync(path);
    return size === bytes && noted === stamp(path) && librarySample(path) === sample;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/**
 * Notes that a file is the library, once the disk has it: what a power cut leaves is not taken for it then. Nothing is noted
 * when the file was changed meanwhile, or may not be written beside.
 */
export async function markIntact(path: string): Promise<void> {
  const found = stamp(path);
  await flushFile(path);
  if (stamp(path) !== found) return;
  // At once, so that a program that ends now leaves nothing half done.
  const temporary = temporaryName(path);
  Deno.writeTextFileSync(temporary, found, { mode: 0o600 });
  Deno.renameSync(temporary, markOf(path));
}

/** A hash of 64 blocks of 4,096 bytes from all over a file, in hex. */
export function librarySample(path: string): string {
  const hash = createHash("sha256");
  const block = new Uint8Array(blockBytes);
  using file = Deno.openSync(path);
  const { size } = file.statSync();
  for (let i = 0; i < blocks; i++) {
    file.seekSync(Math.floor((Math.max(0, size - blockBytes) * i) / (blocks - 1)), Deno.SeekMode.Start);
    const read = file.readSync(block) ?? 0;
    hash.update(block.subarray(0, read));
  }
  return hash.digest("hex");
}

const blocks = 64;
const blockBytes = 4096;

/** On a thread of the runtime's own, so that the program goes on loading meanwhile. */
async function sha256(content: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", content)).toString("hex");
}

function markOf(path: string): string {
  return `${path}.checked`;
}

/** Changes whenever a file is written or another takes its place. */
function stamp(path: string): string {
  const { size, mtime, ctime, ino, dev } = Deno.statSync(path);
  return JSON.stringify([size, mtime?.getTime() ?? null, ctime?.getTime() ?? null, ino, dev]);
}
