import { dirname, join } from "node:path";
import { sourceVersion } from "../../pipeline/mod.ts";
import type { BuildInfo } from "../build_info.ts";
import { bundleProgram } from "./bundle.ts";
import { enteredModules } from "./modules.ts";
import { copyPackages } from "./packages.ts";
import { packLibrary } from "./pack_library.ts";
import { shrinkScripts } from "./shrink.ts";
import type { CompileTarget } from "./targets.ts";

/** What of the project is in the program as it is: folders and single files. */
const assets: readonly string[] = [
  ...["README.md", "CHANGELOG.md", "LICENSE", "config", "data/sample", "docs", "ui/static"],
];

/** What becomes the program's scripts. */
const sources: readonly string[] = ["main.ts", "cli", "core", "infra", "io", "pipeline", "ui"];

/** Everything of the project that a program is made from. */
export const stagedPaths: readonly string[] = [...assets, ...sources];

/** Files of those folders that a running program has no use for. */
const unstaged = /(_test\.tsx?|\.as\.ts|\/test_[a-z_]+\.ts)$|^(cli\/compile|ui\/build_islands\.ts|ui\/testing)(\/|$)/;

/** What is made for the program, beside its scripts. */
const made: readonly string[] = ["io/duckdb/native", "pipeline/source_version.txt", "node_modules"];

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

/**
 * Makes the stage: scripts, what they read, packages that stay apart, DuckDB's library compressed, facts of the build.
 *
 * @returns files and folders that must be in the program beside what main.ts imports
 */
export async function makeStage({ root, folder, target, info, bindings }: Stage): Promise<readonly string[]> {
  const source = `${folder}_source`;
  const config = JSON.parse(await Deno.readTextFile(join(root, "deno.json"))) as ProjectConfig;
  await stageSource(root, source, config, info);
  const entered = await enteredModules(source);
  const packages = await bundleProgram({
    source,
    root,
    folder,
    entered: ["main.ts", ...entered],
    bindings: target.bindings,
  });
  for (const path of assets) await stagePath(root, folder, path);
  await writeProject(folder, config, packages);
  const others = await optionalBindings(root);
  await copyPackages(packages, { from: root, to: folder, without: new Set(others) });
  await shrinkScripts(join(folder, "node_modules"));
  await stageNative(folder, target, bindings);
  await Deno.writeTextFile(join(folder, "pipeline/source_version.txt"), sourceVersion());
  return [...assets, ...made, "bundle", ...entered];
}

/** The source as it is bundled, with the facts of the build. */
async function stageSource(
  root: string,
  folder: string,
  { name, version }: ProjectConfig,
  info: BuildInfo,
): Promise<void> {
  for (const path of sources) await stagePath(root, folder, path);
  await Deno.writeTextFile(join(folder, "cli/build_info.ts"), `export const buildInfo = ${JSON.stringify(info)};\n`);
  await Deno.writeTextFile(join(folder, "deno.json"), JSON.stringify({ name, version }));
  // Packages are imported as Deno does it, not as bundlers do.
  await Deno.writeTextFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
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

/** With a package.json Deno takes `node_modules` as it is, so nothing comes back that was left out. */
async function writeProject(folder: string, config: ProjectConfig, used: readonly string[]): Promise<void> {
  const { name, version, imports } = config;
  const dependencies = Object.fromEntries(used.map((one) => [one, imports[one]!.replace(/^npm:.+@/, "")]));
  const write = (file: string, value: unknown) =>
    Deno.writeTextFile(join(folder, file), JSON.stringify(value, null, 2));
  await write("deno.json", { name, version, nodeModulesDir: "manual" });
  await write("package.json", { private: true, dependencies });
}

async function optionalBindings(root: string): Promise<readonly string[]> {
  const api = await Deno.realPath(join(root, "node_modules/@duckdb/node-api"));
  const text = await Deno.readTextFile(join(api, "../node-bindings/package.json"));
  return Object.keys((JSON.parse(text) as { optionalDependencies: Record<string, string> }).optionalDependencies);
}
