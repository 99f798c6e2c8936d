import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type OutputFile, stop } from "esbuild";
import { licencesOf, packageFolders } from "./licences.ts";
import { lateSegmenter, nativeCode, oneLanguage, ownAddresses, runtimeModules } from "./bundle_plugins.ts";

/** Packages that stay files of their own: their makers have bundled them, and they are read when something asks for them. */
const apart: readonly string[] = ["echarts", "elkjs"];

/** What is made into a bundle. */
export interface BundleRequest {
  /** Folder with the source. */
  readonly source: string;
  /** Folder that holds `node_modules` with everything installed. */
  readonly root: string;
  /** Folder of the program: its `bundle/` gets the scripts. */
  readonly folder: string;
  /** Modules that must be found at their own paths, below `source`; the first one starts the program. */
  readonly entered: readonly [string, ...string[]];
  /** Package with DuckDB's native code. */
  readonly bindings: string;
}

/**
 * Makes few scripts of many modules and packages, since each file costs the program a part of a millisecond at its start. What
 * is loaded late stays so. Beside each script lies its source map, by which errors tell their places in the source.
 *
 * @returns packages that the scripts import by name
 */
export async function bundleProgram(request: BundleRequest): Promise<readonly string[]> {
  const { source, root, folder, entered } = request;
  const outdir = join(folder, "bundle");
  const { metafile, outputFiles } = await build({
    entryPoints: [
      { in: fileURLToPath(new URL("./thread_start.ts", import.meta.url)), out: "thread_start" },
      ...entered.map((path) => ({ in: join(source, path), out: scriptName(path) })),
    ],
    absWorkingDir: root,
    outdir,
    chunkNames: "[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "esnext",
    supported: { using: false },
    conditions: ["deno"],
    mainFields: ["module", "main"],
    nodePaths: [join(root, "node_modules")],
    external: apart.flatMap((name) => [name, `${name}/*`]),
    plugins: [
      ownAddresses(source, entered[0]),
      runtimeModules,
      oneLanguage,
      lateSegmenter,
      nativeCode(request.bindings),
    ],
    jsx: "automatic",
    jsxImportSource: "hono/jsx",
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    charset: "utf8",
    sourcemap: "external",
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: "silent",
  }).finally(stop);
  await Deno.mkdir(outdir, { recursive: true });
  for (const file of outputFiles) await writeScript(file, [source, root]);
  for (const path of entered) await writeForwarder(folder, path);
  const folders = packageFolders(Object.keys(metafile.inputs).map((path) => resolve(root, path)));
  await Deno.writeTextFile(join(outdir, "LICENCES.txt"), await licencesOf(folders));
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const names = imports.filter(({ external }) => external).map(({ path }) => path);
  return apart.filter((name) => names.some((one) => one === name || one.startsWith(`${name}/`)));
}

/** Writes a script, or its source map: compressed, with names of files as if the source lay where the program is. */
async function writeScript({ path, text }: OutputFile, folders: readonly string[]): Promise<void> {
  if (!path.endsWith(".map")) return await Deno.writeTextFile(path, text);
  const { version, sources, mappings } = JSON.parse(text) as { version: 3; sources: string[]; mappings: string };
  const named = sources.map((one) => {
    const full = resolve(dirname(path), one);
    const folder = folders.find((each) => full.startsWith(join(each, "/")));
    return folder === undefined ? one : `../${relative(folder, full).replaceAll("\\", "/")}`;
  });
  const packed = gzipSync(JSON.stringify({ version, sources: named, mappings }));
  await Deno.writeFile(`${path}.gz`, new Uint8Array(packed));
}

function scriptName(path: string): string {
  return path.replace(/\.tsx?$/, "").replaceAll("/", "-");
}

/** A module at its own path that leads to its script. */
async function writeForwarder(folder: string, path: string): Promise<void> {
  const to = (name: string) =>
    relative(dirname(path), `bundle/${name}.js`).replaceAll("\\", "/").replace(/^(?!\.)/, "./");
  await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
  await Deno.writeTextFile(
    join(folder, path),
    `import "${to("thread_start")}";\nexport * from "${to(scriptName(path))}";\n`,
  );
}
