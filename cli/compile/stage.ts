import { dirname, join } from "node:path";
import { sourceVersion } from "../../pipeline/mod.ts";
import type { BuildInfo } from "../build_info.ts";
import { copyPackages } from "./packages.ts";
import { packLibrary } from "./pack_library.ts";
import { shrinkScripts } from "./shrink.ts";
import type { CompileTarget } from "./targets.ts";

/** What of the project goes into the program: folders and single files. */
const stagedPaths: readonly string[] = [
  ...["main.ts", "README.md", "CHANGELOG.md", "LICENSE"],
  ...["cli", "core", "infra", "io", "pipeline", "ui", "config", "data/sample", "docs"],
];

/** Files of those folders that a running program has no use for. */
const unstaged = /(_test\.tsx?|\.as\.ts|\/test_[a-z_]+\.ts)$|^(cli\/compile|ui\/build_islands\.ts|ui\/testing)(\/|$)/;

/** Files and folders of the stage that are in the program as they are, beside its modules. */
const assets: readonly string[] = [
  ...["README.md", "CHANGELOG.md", "LICENSE", "config", "data/sample", "docs"],
  ...["ui/static", "io/duckdb/native", "pipeline/source_version.txt", "node_modules"],
];

/** What of the stage must be named to `deno compile`: assets, and modules that no literal import leads to. */
export async function includedPaths(stage: string): Promise<readonly string[]> {
  const commands = [...Deno.readDirSync(join(stage, "cli/commands"))].map(({ name }) => `cli/commands/${name}`);
  const later = await Deno.readTextFile(join(stage, "cli/later.ts"));
  const loaded = [...later.matchAll(/load\("\.\.\/([^"]+)"\)/g)].map((match) => match[1]!);
  return [...assets, ...commands.sort(), ...loaded, "pipeline/resources/numeric_worker.ts"];
}

/** A folder that holds what is compiled, and nothing else. */
export interface Stage {
  /** The project's folder. */
  readonly root: string;
  /** Where the stage is made; it must not exist. */
  readonly folder: string;
  readonly target: CompileTarget;
  readonly info: BuildInfo;
  /** Where the target's package with native code is. */
  readonly bindings: string;
}

/** Makes the stage: source, packages that it imports, DuckDB's library compressed, facts of the build. */
export async function makeStage({ root, folder, target, info, bindings }: Stage): Promise<void> {
  for (const path of stagedPaths) await stagePath(root, folder, path);
  const config = JSON.parse(await Deno.readTextFile(join(root, "deno.json"))) as ProjectConfig;
  const used = await importedPackages(folder, Object.keys(config.imports));
  await writeProject(folder, config, used);
  const others = optionalBindings(root).then((names) => new Set(names));
  await copyPackages(used, { from: root, to: folder, without: await others });
  await shrinkScripts(join(folder, "node_modules"));
  await stageNative(folder, target, bindings);
  const facts = `export const buildInfo = ${JSON.stringify(info)};\n`;
  await Deno.writeTextFile(join(folder, "cli/build_info.ts"), facts);
  await Deno.writeTextFile(join(folder, "pipeline/source_version.txt"), sourceVersion());
}

/** Puts the native code of one platform into a stage: the package's own file, and DuckDB's library in parts. */
export async function stageNative(folder: string, target: CompileTarget, bindings: string): Promise<void> {
  const native = join(folder, "node_modules", target.bindings);
  await Deno.mkdir(native, { recursive: true });
  for (const name of ["package.json", "duckdb.node", "LICENSE"]) {
    await Deno.copyFile(join(bindings, name), join(native, name));
  }
  await packLibrary(join(bindings, target.library), join(folder, "io/duckdb/native"));
}

interface ProjectConfig {
  readonly name: string;
  readonly version: string;
  readonly imports: Readonly<Record<string, string>>;
  readonly compilerOptions: Readonly<Record<string, unknown>>;
}

async function stagePath(root: string, folder: string, path: string): Promise<void> {
  if (unstaged.test(path)) return;
  const from = join(root, path);
  if ((await Deno.stat(from)).isDirectory) {
    for await (const entry of Deno.readDir(from)) await stagePath(root, folder, `${path}/${entry.name}`);
    return;
  }
  await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
  await Deno.copyFile(from, join(folder, path));
}

/** Packages, of those that the configuration names, that a staged file imports. */
async function importedPackages(folder: string, names: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  const look = async (path: string): Promise<void> => {
    for await (const entry of Deno.readDir(path)) {
      const inner = join(path, entry.name);
      if (entry.isDirectory) await look(inner);
      else if (/\.tsx?$/.test(entry.name)) {
        const text = await Deno.readTextFile(inner);
        for (const [, name] of text.matchAll(/["']((?:@[\w.-]+\/)?[\w.-]+)[^"'\s]*["']/g)) found.add(name!);
      }
    }
  };
  await look(folder);
  found.add("hono"); // For JSX, which no file imports.
  return names.filter((name) => found.has(name));
}

/** With a package.json Deno takes `node_modules` as it is, so nothing comes back that was left out. */
async function writeProject(folder: string, config: ProjectConfig, used: readonly string[]): Promise<void> {
  const { name, version, imports, compilerOptions: { jsx, jsxImportSource } } = config;
  const compilerOptions = { jsx, jsxImportSource };
  const dependencies = Object.fromEntries(used.map((one) => [one, imports[one]!.replace(/^npm:.+@/, "")]));
  const write = (file: string, value: unknown) =>
    Deno.writeTextFile(join(folder, file), JSON.stringify(value, null, 2));
  await write("deno.json", { name, version, nodeModulesDir: "manual", compilerOptions });
  await write("package.json", { private: true, dependencies });
}

async function optionalBindings(root: string): Promise<readonly string[]> {
  const api = await Deno.realPath(join(root, "node_modules/@duckdb/node-api"));
  const text = await Deno.readTextFile(join(api, "../node-bindings/package.json"));
  return Object.keys((JSON.parse(text) as { optionalDependencies: Record<string, string> }).optionalDependencies);
}
