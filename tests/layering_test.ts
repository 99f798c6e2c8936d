import assert from "node:assert/strict";
import { dirname, join } from "node:path/posix";
import { importsOf, projectRoot, sourceFiles, type SourceText, withoutComments } from "./helpers/source_files.ts";

/** Folder → folders (or single files) of ours that it may import; the longest matching folder decides. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "core": ["core"],
  "infra": ["infra"],
  "io": ["io", "core", "infra"],
  "pipeline/engine": ["pipeline/engine", "infra"],
  "pipeline/figures": ["pipeline/figures", "core/number_text.ts"],
  "pipeline/report": ["pipeline/report", "pipeline/figures/mod.ts"],
  "pipeline/assets": [
    ...["pipeline/assets", "pipeline/engine/mod.ts", "core", "pipeline/resources/types.ts"],
    ...["pipeline/figures/mod.ts", "pipeline/report/mod.ts", "infra/zod.ts"],
  ],
  "pipeline": ["pipeline", "io", "core", "infra"],
  "ui": ["ui", "pipeline", "infra", "core"],
  "cli": ["cli", "ui", "pipeline", "io", "core", "infra", "deno.json"],
};

const program = sourceFiles().filter(({ path }) => !path.endsWith("_test.ts") && !/^(tests|bench)\//.test(path));

function within(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function breaches(files: readonly SourceText[]): string[] {
  const found: string[] = [];
  for (const { path, text } of files) {
    const layer = Object.keys(allowed).filter((folder) => within(path, folder)).sort((a, b) => b.length - a.length)[0];
    if (layer === undefined) continue;
    for (const specifier of importsOf(text).filter((s) => s.startsWith("."))) {
      const target = join(dirname(path), specifier);
      if (!allowed[layer]?.some((folder) => within(target, folder))) found.push(`${path} imports ${target}`);
    }
  }
  return found;
}

Deno.test("layering: every folder imports only what stands below it", () => {
  assert.deepEqual(breaches(program), []);
});

Deno.test("layering: the rule finds a breach", () => {
  const wrong = [
    { path: "core/x.ts", text: 'import { a } from "../infra/mod.ts";' },
    { path: "pipeline/assets/x.ts", text: 'import type { b } from "../../io/mod.ts";' },
    { path: "pipeline/engine/x.ts", text: 'const c = await import("../resources/types.ts");' },
    { path: "io/x.ts", text: 'export { d } from "../infra/mod.ts";' },
  ];
  assert.deepEqual(breaches(wrong), [
    "core/x.ts imports infra/mod.ts",
    "pipeline/assets/x.ts imports io/mod.ts",
    "pipeline/engine/x.ts imports pipeline/resources/types.ts",
  ]);
});

/**
 * Files that other layers may import by themselves: light leaves, so that a command's help or a worker's start does not load a
 * whole layer. Everything else is reached through the `mod.ts` of a folder.
 */
const leaves = [
  /^infra\/[a-z_]+\.ts$/,
  /^core\/(names|number_text|schemas|sql)\.ts$/,
  /^pipeline\/resources\/(types|open_ledger)\.ts$/,
];

function deepImports(files: readonly SourceText[]): string[] {
  const layers = ["pipeline/engine", "pipeline", "core", "infra", "io", "ui", "cli"];
  const layerOf = (path: string) => layers.find((folder) => within(path, folder));
  return files.flatMap(({ path, text }) =>
    importsOf(text).filter((specifier) => specifier.startsWith(".")).map((specifier) => join(dirname(path), specifier))
      .filter((target) => layerOf(path) !== undefined && layerOf(target) !== layerOf(path))
      .filter((target) => target.endsWith(".ts") && !target.endsWith("/mod.ts"))
      .filter((target) => !leaves.some((leaf) => leaf.test(target)))
      .map((target) => `${path} imports ${target}`)
  );
}

Deno.test("layering: a layer is reached through the mod.ts of a folder, or through a leaf", () => {
  assert.deepEqual(deepImports(program), []);
  const wrong = [{ path: "cli/x.ts", text: 'import { a } from "../io/duckdb/open.ts"; import "../infra/fs.ts";' }];
  assert.deepEqual(deepImports(wrong), ["cli/x.ts imports io/duckdb/open.ts"]);
});

Deno.test("layering: what assets import of resources is keys, kinds and types, with nothing of io behind it", () => {
  const [types] = program.filter(({ path }) => path === "pipeline/resources/types.ts");
  const values = [...types!.text.matchAll(/^import (?!type )[^;]*? from "([^"]+)"/gm)].map((match) => match[1]);
  assert.deepEqual(values, ["../engine/mod.ts"]);
});

Deno.test("layering: the engine knows nothing of the domain", () => {
  const words = /\b(stores?|sales|clusters?|clustering|duckdb|sku)\b/i;
  const found = program.filter(({ path }) => within(path, "pipeline/engine"))
    .flatMap(({ path, text }) => text.split("\n").map((line, i) => ({ place: `${path}:${i + 1}`, line })))
    .filter(({ line }) => words.test(line))
    .map(({ place, line }) => `${place}: ${line.trim()}`);
  assert.deepEqual(found, []);
});

Deno.test("layering: the schema library is named in one file, for each mention of a package delays every start", () => {
  const found = program.filter(({ text }) => /^(import|export) (?!type )[^;]*? from "zod";/m.test(text));
  assert.deepEqual(found.map(({ path }) => path).filter((path) => !within(path, "core")), ["infra/zod.ts"]);
});

Deno.test("layering: only io/duckdb imports DuckDB", () => {
  const found = program.filter(({ path, text }) =>
    !within(path, "io/duckdb") && importsOf(text).some((s) => s.startsWith("@duckdb/"))
  );
  assert.deepEqual(found.map(({ path }) => path), []);
});

Deno.test("layering: time, randomness and the environment come from infra", () => {
  const direct =
    /\b(Date\.now|new Date\(\)|Math\.random|crypto\.(randomUUID|getRandomValues)|performance\.now|Deno\.env|process\.env)\b/;
  const found = program.filter(({ path, text }) => !within(path, "infra") && direct.test(withoutComments(text)));
  assert.deepEqual(found.map(({ path }) => path), []);
});

Deno.test("layering: files stay under 300 lines and have no default export", () => {
  const long = program.filter(({ text }) => text.split("\n").length > 301).map(({ path }) => path);
  const defaults = program.filter(({ text }) => /^export default\b/m.test(text)).map(({ path }) => path);
  assert.deepEqual({ long, defaults }, { long: [], defaults: [] });
});

Deno.test("layering: no task or script asks for every permission", () => {
  const texts = [".ci/run", "Makefile", "README.md", "deno.json"].map((path) =>
    Deno.readTextFileSync(`${projectRoot}/${path}`)
  );
  for (const text of texts) assert.doesNotMatch(text, /(^|\s)(-A|--allow-all)\b/m);
});
