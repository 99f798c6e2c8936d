import { Problem } from "../../infra/errors.ts";

/** Bytes of a file's start that are looked at. */
export const headBytes = 4 << 20;

const signatures: readonly (readonly [bytes: readonly number[], what: string, remedy: string])[] = [
  [[0x50, 0x41, 0x52, 0x31], "it is a Parquet file", "Set `kind: parquet` for it."],
  [
    [0x50, 0x4b, 0x03, 0x04],
    "it is a ZIP file, such as an Excel workbook",
    "Set `kind: excel` for a workbook, or unpack it.",
  ],
  [[0xd0, 0xcf, 0x11, 0xe0], "it is an old Excel workbook (.xls)", "Save it as .xlsx, or as CSV."],
  [[0x1f, 0x8b], "it is compressed with gzip", "Unpack it."],
  [[0x28, 0xb5, 0x2f, 0xfd], "it is compressed with zstd", "Unpack it."],
  [[0xff, 0xfe], "it is encoded in UTF-16", "Set `encoding: utf-16` for it."],
  [[0xfe, 0xff], "it is encoded in UTF-16", "Set `encoding: utf-16` for it."],
];

/** The first bytes of a file. @throws Problem of kind `data` when it cannot be opened */
export async function readHead(path: string, limit = headBytes): Promise<Uint8Array> {
  try {
    using file = await Deno.open(path, { read: true });
    const head = new Uint8Array(limit);
    let length = 0;
    while (length < head.length) {
      const n = await file.read(head.subarray(length));
      if (n === null) break;
      length += n;
    }
    return head.subarray(0, length);
  } catch (cause) {
    throw refusal(path, path, "it cannot be opened", "Check the permissions of the file and its folders.", cause);
  }
}

/**
 * Refuses a file that is not text in UTF-8 by its first bytes.
 *
 * @throws Problem of kind `data` for an empty file, another format, another encoding, or bytes that text does not have
 */
export function assertText(head: Uint8Array, path: string): void {
  if (head.length === 0) throw refusal(path, path, "the file is empty", "Put the data there.");
  for (const [bytes, what, remedy] of signatures) {
    if (bytes.every((byte, i) => head[i] === byte)) throw refusal(path, path, what, remedy);
  }
  if (utf16Order(head) !== undefined) {
    throw refusal(path, path, "it seems to be encoded in UTF-16", "Set `encoding: utf-16` for it.");
  }
  const sample = head.subarray(0, 65536);
  const control = sample.findIndex((byte) => byte < 9 || (byte > 13 && byte < 27));
  if (control < 0 || (sample[control] === 0 && hasFewNuls(sample))) return;
  throw refusal(
    path,
    path,
    `it is not text: byte ${control + 1} is ${sample[control]}`,
    "Check that the file is what the reader's `kind` says.",
  );
}

/** A NUL here and there amid text is a bad cell, put aside with its line. */
function hasFewNuls(sample: Uint8Array): boolean {
  return sample.filter((byte) => byte === 0).length <= Math.max(4, sample.length / 1000);
}

/** Byte order of UTF-16 text, by its mark or else by the zeros beside Latin letters; undefined when it is something else. */
export function utf16Order(head: Uint8Array): "little" | "big" | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "little";
  if (head[0] === 0xfe && head[1] === 0xff) return "big";
  const sample = head.subarray(0, Math.min(4096, head.length - head.length % 2));
  const zeros = [0, 0];
  for (const [i, byte] of sample.entries()) if (byte === 0) zeros[i % 2]!++;
  const [even = 0, odd = 0] = zeros;
  const most = sample.length / 4;
  if (sample.length < 4 || Math.max(even, odd) < most || Math.min(even, odd) > most / 8) return undefined;
  return odd > even ? "little" : "big";
}

const delimiters = [",", ";", "\t", "|"];

/** The delimiter that the header seems to use, when it is not the given one; undefined when nothing speaks for another. */
export function likelyDelimiter(headerLine: string, given: string): string | undefined {
  const count = (mark: string) => headerLine.split(mark).length - 1;
  const best = delimiters.filter((mark) => mark !== given).sort((a, b) => count(b) - count(a))[0];
  return best !== undefined && count(best) > count(given) ? best : undefined;
}

/** A problem of a file as a whole. */
export function refusal(path: string, place: string, what: string, remedy: string, cause?: unknown): Problem {
  return new Problem("data", `Cannot read "${path}": ${what}`, { place, remedy, cause });
}
