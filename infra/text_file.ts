import { isNotFound } from "./fs.ts";
import { Problem } from "./errors.ts";

/** Settings of {@link readTextFile}. */
export interface ReadTextOptions {
  /** Larger files are refused. @default 4 MiB */
  readonly maxBytes?: number;
}

/**
 * Reads a small text file that a person wrote (UTF-8, with or without BOM); `undefined` when it does not exist.
 *
 * @throws {Problem} of kind configuration for a folder, a file that may not be read, is too large or is not UTF-8 text.
 */
export async function readTextFile(path: string, options: ReadTextOptions = {}): Promise<string | undefined> {
  const { maxBytes = 4 << 20 } = options;
  let bytes: Uint8Array | undefined;
  try {
    bytes = await readAtMost(path, maxBytes);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw openProblem(path, error);
  }
  if (bytes === undefined) {
    throw fileProblem(path, `it is larger than ${maxBytes} bytes`, "Give the text file that was meant.");
  }
  return decode(bytes, path);
}

async function readAtMost(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  using file = await Deno.open(path, { read: true });
  if ((await file.stat()).isDirectory) throw new Deno.errors.IsADirectory("it is a folder");
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of file.readable) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) return undefined;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function decode(bytes: Uint8Array, path: string): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw fileProblem(path, "it is UTF-16 text", "Save it as UTF-8.");
  }
  const zero = bytes.indexOf(0);
  if (zero !== -1) {
    const found = `it is a binary file (byte ${zero + 1} is zero)`;
    throw fileProblem(path, found, "Give the text file that was meant, saved as UTF-8.");
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    const place = `${path}:${firstBadLine(bytes)}`;
    throw fileProblem(path, "it is not UTF-8 text", "Save it as UTF-8.", { place, cause: error });
  }
}

function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(10, start);
    const end = newline === -1 ? bytes.length : newline;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
  return line;
}

function openProblem(path: string, error: unknown): Problem {
  if (error instanceof Deno.errors.IsADirectory) {
    return fileProblem(path, "it is a folder", "Give the name of a file in it.", { cause: error });
  }
  if (error instanceof Deno.errors.NotCapable) {
    return fileProblem(path, "Deno does not allow it", `Start the program with --allow-read=${path}.`, {
      cause: error,
    });
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return fileProblem(path, "permission denied", `Allow yourself to read it, e.g. chmod u+r "${path}".`, {
      cause: error,
    });
  }
  const found = error instanceof Error ? error.message : String(error);
  return fileProblem(path, found, "Check the path and the disk.", { cause: error });
}

function fileProblem(
  path: string,
  found: string,
  remedy: string,
  options: { readonly place?: string; readonly cause?: unknown } = {},
): Problem {
  const { place = path, cause } = options;
  return new Problem("configuration", `Cannot read "${path}": ${found}`, { place, remedy, cause });
}
