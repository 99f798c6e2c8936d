/** The tests that docs/evidence.md names exist. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { projectRoot } from "./helpers/source_files.ts";

Deno.test("docs/evidence: every test that it names is one, in one file", async () => {
  const page = await Deno.readTextFile(join(projectRoot, "docs/evidence.md"));
  const rows = page.split("\n").filter((line) => line.startsWith("|") && !line.startsWith("| -"));
  const cells = rows.map((row) => row.split("|").map((cell) => cell.trim()))
    .filter(([, , cell]) => cell !== "here" && cell !== "test");
  assert.ok(cells.length > 40);
  const texts = await testTexts();
  const faults = cells.flatMap(([, what, cell]) => {
    const names = [...(cell ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
    if (names.length === 0) return [`${what}: no test`];
    return names.filter((name) => texts.filter((text) => text.includes(`"${name}"`)).length !== 1);
  });
  assert.deepEqual(faults, []);
});

/** Texts of all files with tests. */
async function testTexts(): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const folder of ["core", "infra", "io", "pipeline", "tests"]) await collect(join(projectRoot, folder), paths);
  return await Promise.all(paths.map((path) => Deno.readTextFile(path)));
}

async function collect(folder: string, paths: string[]): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) await collect(join(folder, name), paths);
    else if (/_test\.tsx?$/.test(name)) paths.push(join(folder, name));
  }
}
