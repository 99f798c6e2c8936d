import assert from "node:assert/strict";
import { join } from "node:path";
import { digestFile, exists, removeIfExists, temporaryName, writeAtomically } from "./fs.ts";

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("writeAtomically: makes the folder, replaces the file and leaves nothing else", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a", "b.txt");
    await writeAtomically(path, (temporary) => Deno.writeTextFile(temporary, "old"));
    await writeAtomically(path, async (temporary) => {
      await Deno.writeTextFile(temporary, "new");
      assert.equal(await Deno.readTextFile(path), "old");
    });
    assert.equal(await Deno.readTextFile(path), "new");
    assert.deepEqual(names(join(folder, "a")), ["b.txt"]);
  }));

Deno.test("writeAtomically: a failure leaves the old content and no temporary file", () =>
  withFolder(async (folder) => {
    const path = join(folder, "b.txt");
    await Deno.writeTextFile(path, "old");
    const failure = new Error("half way");
    await assert.rejects(
      writeAtomically(path, async (temporary) => {
        await Deno.writeTextFile(temporary, "half");
        throw failure;
      }),
      failure,
    );
    assert.equal(await Deno.readTextFile(path), "old");
    assert.deepEqual(names(folder), ["b.txt"]);
  }));

Deno.test("temporaryName: is hidden, beside the file and ends in .part", () => {
  assert.equal(temporaryName(join("a", "b.txt"), "t1"), join("a", ".b.txt.t1.part"));
});

Deno.test("digestFile: gives the published SHA-256 of abc and of a million a, and the size", () =>
  withFolder(async (folder) => {
    const path = join(folder, "x");
    await Deno.writeTextFile(path, "abc");
    assert.deepEqual(await digestFile(path), {
      hash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      bytes: 3,
    });
    await Deno.writeTextFile(path, "a".repeat(1_000_000));
    assert.deepEqual(await digestFile(path), {
      hash: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
      bytes: 1_000_000,
    });
  }));

Deno.test("exists, removeIfExists: a path that is not there is no error", () =>
  withFolder(async (folder) => {
    const path = join(folder, "x");
    assert.equal(await exists(path), false);
    await removeIfExists(path);
    await Deno.mkdir(join(path, "y"), { recursive: true });
    assert.equal(await exists(path), true);
    await removeIfExists(path);
    assert.equal(await exists(path), false);
  }));
