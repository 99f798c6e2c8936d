import assert from "node:assert/strict";
import { join } from "node:path";
import { confinePath, isWithin } from "./paths.ts";

Deno.test("isWithin: judges by whole names", () => {
  assert.ok(isWithin("/data", "/data"));
  assert.ok(isWithin("/data", "/data/a/b"));
  assert.ok(isWithin("/data", "/data/..a"));
  assert.ok(!isWithin("/data", "/data2"));
  assert.ok(!isWithin("/data", "/"));
  assert.ok(!isWithin("/data", "/data/../etc"));
});

Deno.test("confinePath: refuses every way out and accepts files that are still to be written", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const root = join(folder, "root");
    await Deno.mkdir(join(root, "in"), { recursive: true });
    await Deno.mkdir(join(folder, "elsewhere"));
    await Deno.symlink(join(folder, "elsewhere"), join(root, "out"));
    await Deno.symlink(join(folder, "nowhere"), join(root, "broken"));
    await Deno.symlink(join(root, "in"), join(root, "inside"));
    for (const path of ["in", "in/new/file.csv", "inside/new.csv", "in/../in", "."]) {
      assert.equal(await confinePath(root, path), join(root, path), path);
    }
    for (const path of ["..", "../root2", "in/../../elsewhere", "/etc/passwd", "out", "out/new.csv", "in\0"]) {
      await assert.rejects(confinePath(root, path), { kind: "usage", message: /is outside/ }, path);
    }
    await assert.rejects(confinePath(root, "broken"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
