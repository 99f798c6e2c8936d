import assert from "node:assert/strict";
import { join } from "node:path";
import { Problem } from "../../infra/errors.ts";
import { isKnown, markIntact } from "../../io/duckdb/library_check.ts";
import { type PackedFacts, type PackedLibrary, unpackLibrary } from "../../io/duckdb/native_library.ts";
import { packLibrary } from "./pack_library.ts";

const content = Uint8Array.from({ length: 600_001 }, (_, i) => (i * i) >> 7);

/** A library packed in three parts, and an empty folder for what is unpacked. */
async function packed(act: (library: PackedLibrary, folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(join(folder, "liba.so"), content);
    await packLibrary(join(folder, "liba.so"), join(folder, "packed"), { parts: 3 });
    const facts = JSON.parse(await Deno.readTextFile(join(folder, "packed/library.json"))) as PackedFacts;
    assert.equal(facts.parts.length, 3);
    await act({ ...facts, packed: (file) => Deno.readFile(join(folder, "packed", file)) }, join(folder, "cache"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const notOpened = () => undefined;

async function isWhole(file: string): Promise<boolean> {
  const found = await Deno.readFile(file);
  return found.length === content.length && found.every((byte, index) => byte === content[index]);
}

Deno.test("unpackLibrary: what was packed comes out, several at the same time leave one file", () =>
  packed(async (library, cache) => {
    const opened: string[] = [];
    const all = [1, 2, 3, 4].map(() => unpackLibrary(library, [cache], (path) => opened.push(path)));
    const [folder = ""] = await Promise.all(all);
    assert.deepEqual(new Set(opened), new Set([join(folder, "liba.so")]));
    assert.ok(await isWhole(join(folder, "liba.so")));
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["liba.so"]);
  }));

Deno.test("unpackLibrary: a damaged file is written anew, noted as intact or not", () =>
  packed(async (library, cache) => {
    const folder = await unpackLibrary(library, [cache], notOpened);
    const file = join(folder, "liba.so");
    const damages: readonly ((bytes: Uint8Array) => Uint8Array)[] = [
      (bytes) => bytes.fill(0, 300_000, 304_096),
      (bytes) => bytes.subarray(0, 599_999),
      () => new Uint8Array(),
    ];
    for (const mark of [false, true]) {
      for (const damage of damages) {
        if (mark) await markIntact(file);
        assert.equal(isKnown(file, library), mark);
        await Deno.writeFile(file, damage(content.slice()));
        assert.equal(isKnown(file, library), false);
        await unpackLibrary(library, [cache], notOpened);
        assert.ok(await isWhole(file));
      }
    }
  }));

Deno.test("unpackLibrary: what a power cut left is found though size and times are those that were noted", () =>
  packed(async (library, cache) => {
    const file = join(await unpackLibrary(library, [cache], notOpened), "liba.so");
    await Deno.writeFile(file, content.slice().fill(0, 0, 200_000));
    await markIntact(file);
    assert.equal(isKnown(file, library), false);
  }));

Deno.test("unpackLibrary: the first folder that takes it is used, a closed one and one of others are not", () =>
  packed(async (library, cache) => {
    const blocked = join(cache, "file");
    await Deno.mkdir(cache);
    await Deno.writeTextFile(blocked, "");
    const open = join(cache, "open");
    const folder = await unpackLibrary(library, [blocked, open], notOpened);
    assert.ok(folder.startsWith(open));
    if (Deno.build.os === "windows") return;
    await Deno.chmod(folder, 0o777);
    await assert.rejects(unpackLibrary(library, [blocked, open], notOpened), (error) => {
      assert.ok(error instanceof Problem);
      assert.match(error.message, /^Cannot unpack liba\.so: .*; .*other users may write/);
      assert.match(error.remedy ?? "", /^Set CLUSTERING_CACHE to a folder that this user can write, with 1 MB free/);
      return error.kind === "configuration";
    });
  }));

Deno.test("unpackLibrary: a damaged program says so and leaves nothing", () =>
  packed(async (library, cache) => {
    const [first] = library.parts;
    const other = { ...library, parts: [{ ...first!, crc: first!.crc ^ 1 }, ...library.parts.slice(1)] };
    await assert.rejects(unpackLibrary(other, [cache], notOpened), /this program's file is damaged; copy it anew/);
    for (const { name } of Deno.readDirSync(cache)) assert.deepEqual([...Deno.readDirSync(join(cache, name))], []);
  }));
