import assert from "node:assert/strict";
import { join } from "node:path";
import { compileArguments } from "./arguments.ts";
import { stageNative } from "./stage.ts";
import { compileTarget, compileTargets } from "./targets.ts";

Deno.test("compileTargets: the five platforms, each with the package and the library of DuckDB that go with it", async () => {
  assert.deepEqual(compileTargets.map(({ name, bindings, library, suffix }) => [name, bindings, library, suffix]), [
    ["x86_64-unknown-linux-gnu", "@duckdb/node-bindings-linux-x64", "libduckdb.so", ""],
    ["aarch64-unknown-linux-gnu", "@duckdb/node-bindings-linux-arm64", "libduckdb.so", ""],
    ["x86_64-apple-darwin", "@duckdb/node-bindings-darwin-x64", "libduckdb.dylib", ""],
    ["aarch64-apple-darwin", "@duckdb/node-bindings-darwin-arm64", "libduckdb.dylib", ""],
    ["x86_64-pc-windows-msvc", "@duckdb/node-bindings-win32-x64", "duckdb.dll", ".exe"],
  ]);
  // The package's own list is what its version supports.
  const api = await Deno.realPath(new URL("../../node_modules/@duckdb/node-api", import.meta.url));
  const { optionalDependencies } = JSON.parse(await Deno.readTextFile(`${api}/../node-bindings/package.json`));
  for (const { bindings } of compileTargets) assert.ok(bindings in optionalDependencies, bindings);
});

Deno.test("compileTarget: an unknown platform is refused with those that there are", () => {
  assert.throws(() => compileTarget("riscv64-unknown-linux-gnu"), {
    name: "RangeError",
    message: /^Cannot compile for "riscv64-unknown-linux-gnu": the platforms are x86_64-unknown-linux-gnu, /,
  });
});

Deno.test("compileArguments: each platform by its name, and the file with its suffix", () => {
  for (const target of compileTargets) {
    const request = { folder: "/out", variables: ["A"], included: ["docs", "node_modules"] };
    const words = compileArguments(target, request);
    assert.equal(words[words.indexOf("--target") + 1], target.name);
    assert.equal(words[words.indexOf("--output") + 1], join("/out", `clustering${target.suffix}`));
    assert.deepEqual(words.slice(-3), ["--include=docs", "--include=node_modules", "main.ts"]);
  }
});

Deno.test("stageNative: the native code of one platform and of no other, its library in parts only", async () => {
  for (const target of compileTargets) {
    const folder = await Deno.makeTempDir();
    try {
      const bindings = join(folder, "bindings");
      await Deno.mkdir(bindings);
      for (const name of ["package.json", "duckdb.node", "LICENSE", target.library]) {
        await Deno.writeTextFile(join(bindings, name), `${name} of ${target.name}`);
      }
      const stage = join(folder, "stage");
      await stageNative(stage, target, bindings);
      const packages = [...Deno.readDirSync(join(stage, "node_modules/@duckdb"))].map(({ name }) => `@duckdb/${name}`);
      assert.deepEqual(packages, [target.bindings]);
      const files = [...Deno.readDirSync(join(stage, "node_modules", target.bindings))].map(({ name }) => name).sort();
      assert.deepEqual(files, ["LICENSE", "duckdb.node", "package.json"]);
      const native = join(stage, "io/duckdb/native");
      const { name, parts } = JSON.parse(await Deno.readTextFile(join(native, "library.json")));
      const packed = [...Deno.readDirSync(native)].map(({ name }) => name).filter((name) => name !== "library.json");
      assert.deepEqual([name, packed.sort()], [target.library, parts.map(({ file }: { file: string }) => file)]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
});
