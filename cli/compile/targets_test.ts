import assert from "node:assert/strict";
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
