/** Longest name that {@link safeFileNames} gives, in UTF-8 bytes; leaves room for an extension and a temporary suffix. */
export const longestFileName = 120;

const hashMark = "@";
const allowed = /[^\p{L}\p{N}\p{M} \-_.,&+()]|\p{Default_Ignorable_Code_Point}/gu;
const windowsDevice = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)/i;
const map = /^_+map$/i;

/**
 * A file name, without extension, for each key: readable where the key allows it, legal on Linux, macOS and Windows, and
 * different from every other name even where a file system ignores case or the form of accents.
 *
 * Letters and digits of every script, spaces and `-_.,&+()` stay; anything else becomes `_`, and so do a leading dot or
 * hyphen. The name `_map` is never given: it is free for a file that tells which name belongs to which key. A name that
 * was cut (see {@link longestFileName}) or that two keys would share ends in `@` and a hash of the key. A key's name
 * depends on the other keys only when it collides with one of them.
 *
 * @param keys Keys; a repeated key counts once
 * @returns key → name, in the order of `keys`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { safeFileNames } from "./names.ts";
 *
 * const names = safeFileNames(["DAIRY", "FRUIT & VEG", "MEAT/FISH"]);
 * assert.deepEqual([...names.values()], ["DAIRY", "FRUIT & VEG", "MEAT_FISH"]);
 * ```
 */
export function safeFileNames(keys: Iterable<string>): ReadonlyMap<string, string> {
  const distinct = [...new Set(keys)];
  const plain = new Map(distinct.map((key) => [key, cleanName(key)]));
  const users = new Map<string, number>();
  for (const name of plain.values()) users.set(fold(name), (users.get(fold(name)) ?? 0) + 1);

  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const key of [...distinct].sort()) {
    const name = plain.get(key)!;
    const short = cut(name, longestFileName);
    const unique = short === name && users.get(fold(name)) === 1;
    names.set(key, unique ? name : marked(name, key, taken));
    taken.add(fold(names.get(key)!));
  }
  return new Map(distinct.map((key) => [key, names.get(key)!]));
}

function cleanName(key: string): string {
  const name = key.toWellFormed().normalize("NFC").replace(allowed, "_").trim().replace(/[. ]+$/, "_");
  if (name === "") return "_";
  const visible = name.replace(/^[.-]/, "_");
  return windowsDevice.test(visible) || map.test(visible) ? `_${visible}` : visible;
}

// The hash keeps the name stable from run to run; the number serves two keys with one hash, which are 1 in 4 billion.
function marked(name: string, key: string, taken: ReadonlySet<string>): string {
  for (let attempt = 1;; attempt++) {
    const mark = `${hashMark}${hash32(key)}${attempt === 1 ? "" : `-${attempt}`}`;
    const candidate = cut(name, longestFileName - mark.length) + mark;
    if (!taken.has(fold(candidate))) return candidate;
  }
}

// Coarser than what any file system does (NTFS upper-cases, APFS folds and decomposes), so never too few distinctions.
function fold(name: string): string {
  return name.normalize("NFKD").toUpperCase().toLowerCase().normalize("NFKD");
}

function cut(name: string, bytes: number): string {
  const encoder = new TextEncoder();
  if (encoder.encode(name).length <= bytes) return name;
  let kept = "";
  let size = 0;
  for (const character of name) {
    size += encoder.encode(character).length;
    if (size > bytes) break;
    kept += character;
  }
  return kept.replace(/[. ]+$/, "");
}

/** FNV-1a over UTF-16 code units, eight hexadecimal digits. */
function hash32(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
