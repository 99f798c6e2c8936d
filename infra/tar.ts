import { Problem } from "./errors.ts";

/** A file in an archive. */
export interface TarEntry {
  /** With `/`, relative. */
  readonly path: string;
  readonly bytes: number;
}

const block = 512;
const chunk = 1 << 20;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Writes files one after the other into an archive that `tar` reads. */
export class TarWriter {
  readonly #file: Deno.FsFile;

  /** @param file empty, open for writing; stays open */
  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /**
   * Adds a file.
   *
   * @throws {RangeError} when `content` does not have as many bytes as `entry` says
   */
  async add(entry: TarEntry, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const name = encoder.encode(entry.path);
    if (name.length > 100 || entry.bytes >= 8 ** 11) {
      const record = paxRecord("path", entry.path) + paxRecord("size", String(entry.bytes));
      const body = encoder.encode(record);
      await this.#write(header(encoder.encode("pax"), body.length, "x"));
      await this.#padded([body], body.length);
    }
    await this.#write(header(name.subarray(0, 100), Math.min(entry.bytes, 8 ** 11 - 1), "0"));
    await this.#padded(content, entry.bytes);
  }

  /** Writes the end of the archive. */
  async end(): Promise<void> {
    await this.#write(new Uint8Array(2 * block));
  }

  async #padded(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, bytes: number): Promise<void> {
    let written = 0;
    for await (const part of content) {
      await this.#write(part);
      written += part.length;
    }
    if (written !== bytes) throw new RangeError(`Cannot add a file: it has ${written} bytes instead of ${bytes}`);
    await this.#write(new Uint8Array((block - bytes % block) % block));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) done += await this.#file.write(bytes.subarray(done));
  }
}

/**
 * Hands on the files of an archive in their order; `content` must be read to its end before the next one comes, or not at all.
 *
 * @throws {Problem} of kind data for a file that is no archive, is cut off or damaged
 */
export async function* readTar(
  path: string,
): AsyncGenerator<TarEntry & { readonly content: AsyncIterable<Uint8Array<ArrayBuffer>> }> {
  using file = await Deno.open(path, { read: true });
  const { size } = await file.stat();
  let extended: Readonly<Record<string, string>> = {};
  for (let position = 0;;) {
    const head = await bytesAt(file, path, position, block);
    position += block;
    if (head.every((byte) => byte === 0)) return;
    const { type, ...plain } = parseHeader(head, path);
    const entry = {
      path: extended["path"] ?? plain.path,
      bytes: extended["size"] === undefined ? plain.bytes : Number(extended["size"]),
    };
    if (!(position + entry.bytes <= size)) throw damaged(path, `it is cut off within "${entry.path}"`);
    if (type === "x") extended = parsePax(await bytesAt(file, path, position, entry.bytes), path);
    else {
      extended = {};
      yield { ...entry, content: contentOf(file, path, position, entry.bytes) };
    }
    position += Math.ceil(entry.bytes / block) * block;
  }
}

async function* contentOf(
  file: Deno.FsFile,
  path: string,
  start: number,
  bytes: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let done = 0; done < bytes;) {
    const part = await bytesAt(file, path, start + done, Math.min(chunk, bytes - done));
    done += part.length;
    yield part;
  }
}

async function bytesAt(
  file: Deno.FsFile,
  path: string,
  position: number,
  count: number,
): Promise<Uint8Array<ArrayBuffer>> {
  await file.seek(position, Deno.SeekMode.Start);
  const bytes = new Uint8Array(count);
  for (let done = 0; done < count;) {
    const read = await file.read(bytes.subarray(done));
    if (read === null) throw damaged(path, "it is cut off");
    done += read;
  }
  return bytes;
}

/** Name, mode, size, kind and the sum of the header's bytes, as POSIX has them (ustar). */
function header(name: Uint8Array, bytes: number, type: "0" | "x"): Uint8Array {
  const head = new Uint8Array(block);
  const put = (at: number, text: string) => head.set(encoder.encode(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  head.set(name, 0);
  put(100, `${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0${octal(bytes, 11)}\0${octal(0, 11)}\0        ${type}`);
  put(257, "ustar\x0000");
  put(148, `${octal(sumOf(head), 6)}\0 `);
  return head;
}

function sumOf(head: Uint8Array): number {
  return head.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 32 : byte), 0);
}

function parseHeader(head: Uint8Array, path: string): TarEntry & { readonly type: string } {
  const text = (from: number, to: number) => {
    const end = head.indexOf(0, from);
    return decoder.decode(head.subarray(from, end < 0 || end > to ? to : end));
  };
  try {
    if (Number.parseInt(text(148, 156).trim(), 8) !== sumOf(head)) throw new Error("its sum is wrong");
    const prefix = text(345, 500);
    const name = text(0, 100);
    const type = text(156, 157) || "0";
    const bytes = Number.parseInt(text(124, 136).trim(), 8);
    if (!Number.isSafeInteger(bytes) || !/^[0x]$/.test(type)) throw new Error("it is of another kind");
    return { path: prefix === "" ? name : `${prefix}/${name}`, bytes, type };
  } catch (cause) {
    throw damaged(path, "a header in it is not as one is written", cause);
  }
}

/** `LENGTH KEY=VALUE\n`, where the length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = encoder.encode(` ${key}=${value}\n`).length;
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

function parsePax(bytes: Uint8Array, path: string): Readonly<Record<string, string>> {
  try {
    const records = decoder.decode(bytes).split("\n").filter((line) => line !== "");
    return Object.fromEntries(records.map((line) => {
      const [, key, value] = /^\d+ ([^=]+)=(.*)$/.exec(line)!;
      return [key!, value!];
    }));
  } catch (cause) {
    throw damaged(path, "a header in it is not as one is written", cause);
  }
}

function damaged(path: string, found: string, cause?: unknown): Problem {
  return new Problem("data", `Cannot read the archive "${path}": ${found}`, { place: path, cause });
}
