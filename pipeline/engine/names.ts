import { sha256 } from "./hash.ts";

const longest = 60;

/** A partition key as the name of a folder: itself where that is safe everywhere, else what is safe of it and a hash. */
export function folderName(key: string): string {
  if (/^[a-z0-9_-]{1,60}$/.test(key) && !/^(con|prn|aux|nul|com\d|lpt\d)$/.test(key)) return key;
  const readable = key.replace(/[^A-Za-z0-9_-]+/g, "_").slice(0, longest);
  return `${readable}-${sha256(key).slice(0, 8)}`;
}

/** Gives every step a name of its own that is an identifier elsewhere: letters, digits and `_`, case ignored. */
export class LocalNames {
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();

  /** The name for an asset, or for one of its partitions. */
  of(asset: string, partition: string | undefined): string {
    const id = JSON.stringify([asset, partition]);
    let name = this.#names.get(id);
    if (name !== undefined) return name;
    const plain = [asset, partition ?? ""].filter((part) => part !== "").map(identifier).join("__");
    name = plain;
    for (let n = 2; this.#taken.has(name.toLowerCase()); n++) name = `${plain}_${n}`;
    this.#taken.add(name.toLowerCase());
    this.#names.set(id, name);
    return name;
  }
}

function identifier(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9_]+/g, "_");
  return plain.length <= longest ? plain : `${plain.slice(0, longest)}_${sha256(text).slice(0, 8)}`;
}
