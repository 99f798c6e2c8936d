import assert from "node:assert/strict";
import { join } from "node:path";
import { Problem } from "../../infra/errors.ts";
import { listFolder, withFolder } from "../../tests/helpers/workspace.ts";
import { publishFiles } from "./publish.ts";

const context = { place: "writers.test" };

const put = (target: string, text: string) => ({
  target,
  write: (temporary: string) => Deno.writeTextFile(temporary, text),
});

Deno.test("publishFiles: makes folders, replaces files and leaves nothing else", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "a"), "old");
    await publishFiles([put(join(folder, "a"), "new"), put(join(folder, "deep/er/b"), "b")], context);
    assert.equal(await Deno.readTextFile(join(folder, "a")), "new");
    assert.equal(await Deno.readTextFile(join(folder, "deep/er/b")), "b");
    assert.deepEqual(await listFolder(folder), ["a", "deep"]);
    assert.deepEqual(await listFolder(join(folder, "deep/er")), ["b"]);
  }));

Deno.test("publishFiles: no file is renamed before the last one is written", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "a"), "old");
    let seen = "";
    await publishFiles([put(join(folder, "a"), "new"), {
      target: join(folder, "b"),
      write: async (temporary) => {
        seen = await Deno.readTextFile(join(folder, "a"));
        await Deno.writeTextFile(temporary, "b");
      },
    }], context);
    assert.equal(seen, "old");
  }));

Deno.test("publishFiles: a write that fails leaves every old file and no temporary one", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "a"), "old");
    const failing = {
      target: join(folder, "b"),
      write: async (temporary: string) => {
        await Deno.writeTextFile(temporary, "half");
        throw new Error("No space left on device (os error 28)");
      },
    };
    await assert.rejects(publishFiles([put(join(folder, "a"), "new"), failing], context), (error: unknown) => {
      assert.ok(error instanceof Problem);
      assert.equal(error.kind, "pipeline");
      assert.equal(error.message, `Cannot write "${join(folder, "b")}": the disk is full`);
      assert.equal(error.place, "writers.test");
      assert.match(error.remedy ?? "", /Free space/);
      return true;
    });
    assert.equal(await Deno.readTextFile(join(folder, "a")), "old");
    assert.deepEqual(await listFolder(folder), ["a"]);
  }));

Deno.test("publishFiles: a rename that fails brings the files before it back", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "a"), "old");
    await Deno.mkdir(join(folder, "c"));
    const files = [put(join(folder, "a"), "new"), put(join(folder, "b"), "new"), put(join(folder, "c"), "new")];
    await assert.rejects(publishFiles(files, context), (error: unknown) => {
      assert.ok(error instanceof Problem);
      assert.equal(error.message, `Cannot write "${join(folder, "c")}": it is a folder`);
      return true;
    });
    assert.equal(await Deno.readTextFile(join(folder, "a")), "old");
    assert.deepEqual(await listFolder(folder), ["a", "c"]);
  }));

Deno.test("publishFiles: what cannot be put back is kept and named, and hides neither the cause nor other files", () =>
  withFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    for (const name of ["a", "b", "c"]) await Deno.writeTextFile(path(name), "old");
    const files = ["a", "b", "n", "c"].map((name) => put(path(name), "new"));
    const rename = async (from: string, to: string) => {
      if (to === path("c")) throw new Error("No space left on device (os error 28)");
      if (to === path("b") && from.endsWith(".old")) throw new Error("Input/output error (os error 5)");
      await Deno.rename(from, to);
    };
    let backup = "";
    await assert.rejects(publishFiles(files, context, { rename }), (error: unknown) => {
      assert.ok(error instanceof Problem);
      assert.match(error.message, /c": the disk is full, and what was replaced before it could not be put back$/);
      backup = /by hand: "([^"]+)" to /.exec(error.remedy ?? "")?.[1] ?? "";
      return true;
    });
    const texts = await Promise.all([path("a"), path("b"), path("c"), backup].map((name) => Deno.readTextFile(name)));
    assert.deepEqual(texts, ["old", "new", "old", "old"]);
    assert.deepEqual((await listFolder(folder)).filter((name) => path(name) !== backup), ["a", "b", "c"]);
  }));

Deno.test("publishFiles: a file where a folder must be is named", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "a"), "old");
    await assert.rejects(publishFiles([put(join(folder, "a/b"), "new")], context), {
      name: "Problem",
      message: `Cannot write "${join(folder, "a/b")}": a file stands where a folder must be`,
    });
  }));

Deno.test("publishFiles: an abort stops before the next file and keeps the old ones", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "a"), "old");
    const abort = new AbortController();
    const aborting = {
      target: join(folder, "a"),
      write: async (temporary: string) => {
        await Deno.writeTextFile(temporary, "new");
        abort.abort(new Error("stopped by the user"));
      },
    };
    await assert.rejects(publishFiles([aborting], { ...context, signal: abort.signal }), /stopped by the user/);
    assert.equal(await Deno.readTextFile(join(folder, "a")), "old");
    assert.deepEqual(await listFolder(folder), ["a"]);
  }));

Deno.test("publishFiles: a folder without the right to write is named", async (t) => {
  await withFolder(async (folder) => {
    const target = join(folder, "locked");
    await Deno.mkdir(target);
    await Deno.chmod(target, 0o555);
    const writable = await Deno.writeTextFile(join(target, "probe"), "").then(() => true, () => false);
    await t.step({
      name: "as a user whom permissions bind (root is not bound)",
      ignore: writable,
      fn: () =>
        assert.rejects(publishFiles([put(join(target, "a"), "new")], context), {
          name: "Problem",
          message: `Cannot write "${join(target, "a")}": permission is denied`,
        }),
    });
    await Deno.chmod(target, 0o755);
  });
});
