import { builtinModules } from "node:module";
import { relative } from "node:path";
import type { Plugin } from "esbuild";

/**
 * Modules know the addresses that they have in the source, not those of the scripts that they became part of.
 *
 * @param source Folder with the source
 * @param main The module that is the program, below it
 */
export function ownAddresses(source: string, main: string): Plugin {
  return {
    name: "own addresses",
    setup(building) {
      building.onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
        const own = relative(source, path).replaceAll("\\", "/");
        if (own.startsWith("..")) return;
        const text = await Deno.readTextFile(path);
        if (!text.includes("import.meta.")) return;
        const contents = text
          .replaceAll("import.meta.url", `new URL("../${own}", import.meta.url).href`)
          .replaceAll("import.meta.main", own === main ? "true" : "false");
        return { contents, loader: path.endsWith("x") ? "tsx" : "ts" };
      });
    },
  };
}

/** Modules of the runtime, for packages that ask with `require`, which a script does not have. */
export const runtimeModules: Plugin = {
  name: "modules of the runtime",
  setup(building) {
    const names = new RegExp(`^(node:)?(${builtinModules.join("|")})$`);
    building.onResolve({ filter: names }, ({ path, kind }) => {
      const name = path.startsWith("node:") ? path : `node:${path}`;
      return kind === "require-call" ? { path: name, namespace: "builtin" } : { path: name, external: true };
    });
    building.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: "js",
    }));
  },
};

/** DuckDB's native code for the platform, without looking for it. @param bindings its package */
export function nativeCode(bindings: string): Plugin {
  return {
    name: "native code",
    setup(building) {
      building.onResolve({ filter: /^@duckdb\/node-bindings$/ }, ({ path }) => ({ path, namespace: "native" }));
      building.onLoad({ filter: /.*/, namespace: "native" }, () => ({
        contents: `import { createRequire } from "node:module";
const code = createRequire(import.meta.url)(${JSON.stringify(`${bindings}/duckdb.node`)});
export { code as default };`,
        loader: "js",
      }));
    },
  };
}

/** Messages of zod in fifty languages, which nothing asks for: a third of what every command would read of it. */
export const oneLanguage: Plugin = {
  name: "one language",
  setup(building) {
    building.onLoad({ filter: /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
      loader: "js",
    }));
  },
};

/**
 * What splits text into characters takes 8 ms to make, and the parser of arguments makes one whether it prints or not: in the
 * program it does so with its first text.
 */
export const lateSegmenter: Plugin = {
  name: "late segmenter",
  setup(building) {
    building.onLoad({ filter: /[/\\]@optique[/\\]core[/\\]dist[/\\]displaywidth\.js$/ }, async ({ path }) => {
      const made = 'new Intl.Segmenter(void 0, { granularity: "grapheme" })';
      const text = await Deno.readTextFile(path);
      if (!text.includes(`segmenter = ${made};`)) {
        throw new Error(`Cannot make the segmenter of ${path} later: it changed`);
      }
      const contents = text.replace(made, `{ segment(text) { return (this.made ??= ${made}).segment(text); } }`);
      return { contents, loader: "js" };
    });
  },
};
