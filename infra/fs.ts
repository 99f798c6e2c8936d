import { basename, dirname, join } from "node:path";

/** What a file's content is, without the content. */
export interface FileDigest {
  /** SHA-256 in lower-case hexadecimal. */
  readonly hash: string;
  /** Size in bytes. */
  readonly bytes: number;
}

/** Whether an error says that a file or folder does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound;
}

/** Whether a path exists; anything but "not found" is thrown on. */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** Streams a file through SHA-256 (`node:crypto` takes 10 ms to load, so only when it is needed). */
export async function digestFile(path: string): Promise<FileDigest> {
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256");
  let bytes = 0;
  using file = await Deno.open(path, { read: true });
  const buffer = new Uint8Array(1 << 20);
  for (let n = await file.read(buffer); n !== null; n = await file.read(buffer)) {
    hash.update(buffer.subarray(0, n));
    bytes += n;
  }
  return { hash: hash.digest("hex"), bytes };
}

/** Removes a file or folder; one that is not there is no error. */
export async function removeIfExists(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Forces a file's content to the disk. */
export async function flushFile(path: string): Promise<void> {
  using file = await Deno.open(path, { read: true, write: true });
  await file.sync();
}

/** A text that no other call gives, in this process or another one. */
export function uniqueToken(): string {
  return crypto.randomUUID();
}

/**
 * A temporary name beside `path`, which a crash leaves behind and `gc` finds; `token` keeps two writers apart.
 * @default a unique token
 */
export function temporaryName(path: string, token: string = uniqueToken()): string {
  return join(dirname(path), `.${basename(path)}.${token}.part`);
}

/**
 * Writes a file so that a reader sees the old content or the new one, never a part: `write` fills a temporary name, which
 * is flushed and renamed. When `write` fails the temporary file is removed and `path` is as before.
 */
export async function writeAtomically(
  path: string,
  write: (temporary: string) => Promise<void>,
  token: string = uniqueToken(),
): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const temporary = temporaryName(path, token);
  try {
    await write(temporary);
    await flushFile(temporary);
    await Deno.rename(temporary, path);
  } catch (error) {
    await removeIfExists(temporary).catch(() => undefined);
    throw error;
  }
}
