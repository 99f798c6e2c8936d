import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { brotliCompressSync, constants, crc32 } from "node:zlib";
import { loadablePart } from "./loadable_part.ts";
import { librarySample, type PackedFacts } from "../../io/duckdb/mod.ts";

// A higher quality takes minutes for a hundredth less.
const params = {
  [constants.BROTLI_PARAM_QUALITY]: 6,
  [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
};

/** Options of {@link packLibrary}. */
export interface PackOptions {
  /** Parts that can be unpacked at the same time. @default 8 */
  readonly parts?: number;
}

/** Compresses what a system loads of a native library into a folder, in parts, beside `library.json` with its name, sizes and hashes. */
export async function packLibrary(library: string, folder: string, { parts = 8 }: PackOptions = {}): Promise<void> {
  const content = loadablePart(await Deno.readFile(library));
  const name = basename(library);
  await Deno.mkdir(folder, { recursive: true });
  const whole = join(folder, name);
  await Deno.writeFile(whole, content);
  const sample = librarySample(whole);
  await Deno.remove(whole);
  const each = Math.ceil(content.length / parts);
  const packed: PackedFacts["parts"][number][] = [];
  for (let at = 0; at < content.length; at += each) {
    const part = content.subarray(at, at + each);
    const file = `${name}.${packed.length}.br`;
    packed.push({ file, bytes: part.length, crc: crc32(part) });
    await Deno.writeFile(join(folder, file), new Uint8Array(brotliCompressSync(part, { params })));
  }
  const facts: PackedFacts = {
    name,
    bytes: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
    sample,
    parts: packed,
  };
  await Deno.writeTextFile(join(folder, "library.json"), JSON.stringify(facts));
}
