import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

// A higher quality takes minutes for a hundredth less.
const params = {
  [constants.BROTLI_PARAM_QUALITY]: 6,
  [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
};

/** Compresses a native library into a folder, beside `library.json` with its name, size and SHA-256. */
export async function packLibrary(library: string, folder: string): Promise<void> {
  const bytes = await Deno.readFile(library);
  const name = basename(library);
  const facts = { name, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(join(folder, `${name}.br`), new Uint8Array(brotliCompressSync(bytes, { params })));
  await Deno.writeTextFile(join(folder, "library.json"), JSON.stringify(facts));
}
