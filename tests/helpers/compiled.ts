import { join } from "node:path";
import { projectRoot } from "./source_files.ts";

/** How a program is compiled here: with which Deno, and with which runtime where its own cannot be downloaded. */
interface Compiler {
  readonly deno: string;
  readonly runtime?: string;
}

/** The compiled program, or why there is none. */
export interface CompiledProgram {
  readonly file?: string;
  readonly why?: string;
}

/**
 * The compiled program: the one that `CLUSTERING_BINARY` names, else one made now into `folder`. Where Deno's download host cannot
 * be reached, `../shared/tools/denort` may print the path of a runtime for Deno 2.4.2.
 *
 * @throws Error where `COMPILED_TESTS` is `required` and it cannot be made
 */
export async function compiledProgram(folder: string): Promise<CompiledProgram> {
  const given = Deno.env.get("CLUSTERING_BINARY");
  if (given !== undefined && given !== "") return { file: given };
  const file = join(folder, "clustering");
  const { deno, runtime } = await findCompiler();
  const rights = ["--allow-read", "--allow-write", "--allow-env", "--allow-run"];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-lock", ...rights, "cli/compile/main.ts", "--deno", deno, "--output", file],
    cwd: projectRoot,
    env: { NO_COLOR: "1", ...(runtime === undefined ? {} : { DENORT_BIN: runtime }) },
  }).output();
  if (success) return { file };
  const told = new TextDecoder().decode(stderr).split("\n").find((line) => line.startsWith("error:")) ?? "";
  if (Deno.env.get("COMPILED_TESTS") === "required") throw new Error(`Cannot test the compiled program: ${told}`);
  return { why: told };
}

async function findCompiler(): Promise<Compiler> {
  const set = Deno.env.get("DENORT_BIN");
  if (set !== undefined && set !== "") return { deno: Deno.env.get("COMPILE_DENO") ?? Deno.execPath(), runtime: set };
  try {
    const runtime = await printed(join(projectRoot, "../shared/tools/denort"), []);
    const deno = await printed("npx", ["-y", "-p", "deno@2.4.2", "-c", "command -v deno"]);
    return { deno, runtime };
  } catch {
    return { deno: Deno.execPath() };
  }
}

async function printed(command: string, args: readonly string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command(command, { args: [...args], cwd: "/tmp" }).output();
  if (!success) throw new Error(`Cannot run ${command}`);
  return new TextDecoder().decode(stdout).trim();
}
