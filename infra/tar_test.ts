import assert from "node:assert/strict";
import { readTar, TarWriter } from "./tar.ts";

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tar-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const long = `${"folder/".repeat(40)}stores of Zürich.json`;
const contents: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  "empty": new Uint8Array(0),
  "a/small.json": new Uint8Array(new TextEncoder().encode("[1]\n")),
  "block": new Uint8Array(512).fill(7),
  [long]: new Uint8Array(2_500_000).map((_, index) => index % 251),
};

async function write(path: string): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true });
  const writer = new TarWriter(file);
  for (const [name, bytes] of Object.entries(contents)) await writer.add({ path: name, bytes: bytes.length }, [bytes]);
  await writer.end();
}

async function read(path: string): Promise<Record<string, Uint8Array>> {
  const found: Record<string, Uint8Array> = {};
  for await (const { path: name, content } of readTar(path)) {
    found[name] = new Uint8Array(await new Blob(await Array.fromAsync(content)).arrayBuffer());
  }
  return found;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

Deno.test("TarWriter: what is written is read again, and tar reads it, too", () =>
  withFolder(async (folder) => {
    const path = `${folder}/a.tar`;
    await write(path);
    const found = await read(path);
    assert.deepEqual(Object.keys(found), Object.keys(contents));
    for (const [name, bytes] of Object.entries(contents)) assert.ok(isSame(found[name]!, bytes), name);
    const { success, stderr } = await new Deno.Command("tar", { args: ["-xf", path, "-C", folder] }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    for (const [name, bytes] of Object.entries(contents)) {
      assert.ok(isSame(await Deno.readFile(`${folder}/${name}`), bytes), name);
    }
  }));

Deno.test("readTar: reads what tar has written", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/x.txt`, "hello");
    const args = ["-cf", `${folder}/a.tar`, "--format=ustar", "-C", folder, "x.txt"];
    assert.ok((await new Deno.Command("tar", { args }).output()).success);
    assert.deepEqual(await read(`${folder}/a.tar`), { "x.txt": new TextEncoder().encode("hello") });
  }));

Deno.test("readTar: a file that is cut off, damaged, or no archive is told", () =>
  withFolder(async (folder) => {
    const path = `${folder}/a.tar`;
    await write(path);
    const { size } = await Deno.stat(path);
    for (const length of [0, 100, 700, 3_000, size - 1024]) {
      await write(path);
      await Deno.truncate(path, length);
      await assert.rejects(read(path), { kind: "data", place: path });
    }
    await Deno.writeTextFile(path, "x".repeat(2_000));
    await assert.rejects(read(path), { kind: "data", message: /a header in it/ });
  }));

Deno.test("TarWriter: content of another size is refused", () =>
  withFolder(async (folder) => {
    using file = await Deno.open(`${folder}/a.tar`, { write: true, create: true });
    await assert.rejects(new TarWriter(file).add({ path: "a", bytes: 3 }, [new Uint8Array(2)]), RangeError);
  }));
