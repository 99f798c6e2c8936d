import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** A file for browsers: its name below `static/js/` and its content. */
export interface BuiltFile {
  readonly name: string;
  readonly text: string;
}

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Bundles `islands/main.ts` and what it loads later, for browsers of the last three years. */
export async function buildIslands(): Promise<readonly BuiltFile[]> {
  const built = await build({
    entryPoints: [path("./islands/main.ts")],
    outdir: path("./static/js"),
    bundle: true,
    splitting: true,
    format: "esm",
    target: ["es2022"],
    minify: true,
    legalComments: "none",
    jsx: "automatic",
    jsxImportSource: "hono/jsx/dom",
    write: false,
    logLevel: "silent",
  });
  const folder = path("./static/js/");
  return built.outputFiles.map(({ path, text }) => ({ name: path.slice(folder.length), text }))
    .sort((a, b) => a.name < b.name ? -1 : 1);
}

if (import.meta.main) {
  const folder = path("./static/js/");
  await Deno.remove(folder, { recursive: true }).catch(() => undefined);
  await Deno.mkdir(folder, { recursive: true });
  for (const { name, text } of await buildIslands()) await Deno.writeTextFile(`${folder}${name}`, text);
}
