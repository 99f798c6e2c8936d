/** Makes `dist/clustering`, one file that needs nothing else: `deno task compile [--target NAME]`. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { BuildInfo } from "../build_info.ts";
import { compileArguments, compiledFile } from "./arguments.ts";
import { command, nativeBindings } from "./bindings.ts";
import { compileExitCode, compileFailure } from "./failure.ts";
import { makeStage } from "./stage.ts";
import { type CompileTarget, compileTarget } from "./targets.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** How the program is compiled. */
interface CompileOptions {
  readonly target: CompileTarget;
  /** The file that is made. */
  readonly output: string;
  /** The Deno that compiles, and whose runtime the program gets. */
  readonly deno: string;
  readonly write: string | undefined;
  readonly net: string | undefined;
}

async function compile(options: CompileOptions): Promise<void> {
  const { target, output, deno } = options;
  const dist = dirname(output);
  await Deno.mkdir(dist, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: dist, prefix: ".stage_" });
  try {
    const bindings = await nativeBindings(root, target, join(folder, "bindings"));
    const stage = join(folder, "stage");
    const included = await makeStage({ root, folder: stage, target, info: await buildInfo(target), bindings });
    const request = { folder, variables: await knownVariables(), included, ...options };
    await command(deno, compileArguments(target, request), stage);
    await Deno.rename(compiledFile(target, folder), output);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Environment variables that the permission sets of deno.json let the program read. */
async function knownVariables(): Promise<readonly string[]> {
  const { permissions } = JSON.parse(await Deno.readTextFile(join(root, "deno.json"))) as {
    readonly permissions: Readonly<Record<string, { readonly env: readonly string[] }>>;
  };
  return permissions["ui"]!.env;
}

async function buildInfo(target: CompileTarget): Promise<BuildInfo> {
  try {
    const [commit = "", date = ""] = (await command("git", ["log", "-1", "--format=%H %cI"], root)).trim().split(" ");
    const changed = (await command("git", ["status", "--porcelain"], root)).trim() !== "";
    return { commit, date: new Date(date).toISOString(), changed, target: target.name };
  } catch {
    return { commit: undefined, date: undefined, changed: false, target: target.name };
  }
}

/** What the command line asks for. */
function readOptions(args: readonly string[]): CompileOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      target: { type: "string", default: Deno.build.target },
      output: { type: "string" },
      deno: { type: "string", default: Deno.execPath() },
      "allow-write": { type: "string" },
      "allow-net": { type: "string" },
    },
  });
  const target = compileTarget(values.target);
  const own = target.name === Deno.build.target ? "clustering" : `clustering-${target.name}`;
  const output = values.output ?? join(root, "dist", `${own}${target.suffix}`);
  return { target, output, deno: values.deno, write: values["allow-write"], net: values["allow-net"] };
}

if (import.meta.main) {
  try {
    const options = readOptions(Deno.args);
    await compile(options);
    const { size } = await Deno.stat(options.output);
    Deno.stdout.writeSync(new TextEncoder().encode(`${options.output}: ${(size / 1e6).toFixed(1)} MB\n`));
  } catch (error) {
    Deno.stderr.writeSync(new TextEncoder().encode(`${compileFailure(error).join("\n")}\n`));
    Deno.exit(compileExitCode(error));
  }
}
