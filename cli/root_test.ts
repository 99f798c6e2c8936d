import assert from "node:assert/strict";
import { join } from "node:path";
import { environmentFile, environmentNames, findRoot } from "./root.ts";

async function withProject(test: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(root, "config/folder.yaml"), { recursive: true });
    await Deno.mkdir(join(root, "a/b"), { recursive: true });
    for (const name of ["prod.yaml", "dev.yaml", "notes.txt", ".yaml"]) {
      await Deno.writeTextFile(join(root, "config", name), "");
    }
    await test(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("environmentNames: the .yaml files of config/", () =>
  withProject(async (root) => {
    assert.deepEqual(await environmentNames(root), ["dev", "prod"]);
    assert.deepEqual(await environmentNames(join(root, "a")), []);
  }));

Deno.test("findRoot: walks up from the working directory", () =>
  withProject(async (root) => {
    assert.equal(await findRoot(join(root, "a/b"), undefined), root);
    assert.equal(await findRoot("/", root), root);
  }));

Deno.test("findRoot: without a project it is a configuration problem that names init", () =>
  withProject(async (root) => {
    await assert.rejects(findRoot(root, "a"), { kind: "configuration", place: "--root" });
    await assert.rejects(findRoot("/", undefined), { kind: "configuration", remedy: /clustering init/ });
  }));

Deno.test("environmentFile: an unknown environment names the nearest", () =>
  withProject(async (root) => {
    assert.equal(await environmentFile(root, "dev"), join(root, "config/dev.yaml"));
    await assert.rejects(environmentFile(root, "prdo"), { kind: "usage", message: /did you mean "prod"\?/ });
  }));
