import { join } from "node:path";
import type { CompileTarget } from "./targets.ts";

/**
 * The folder of the target's package with DuckDB's native code: the installed one, else one that npm fetches into `folder`.
 *
 * @throws Error when npm cannot fetch it
 */
export async function nativeBindings(root: string, target: CompileTarget, folder: string): Promise<string> {
  const api = await Deno.realPath(join(root, "node_modules/@duckdb/node-api"));
  const manager = await Deno.realPath(join(api, "../node-bindings"));
  const installed = join(manager, "..", "..", target.bindings);
  try {
    return await Deno.realPath(installed);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const { version } = JSON.parse(await Deno.readTextFile(join(manager, "package.json"))) as { version: string };
  await Deno.mkdir(folder, { recursive: true });
  const packed = await command("npm", ["pack", "--silent", `${target.bindings}@${version}`], folder);
  await command("tar", ["-xzf", packed.trim()], folder);
  return join(folder, "package");
}

/** Runs a command and gives what it printed. @throws Error with what it complained */
export async function command(
  name: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(name, { args: [...args], cwd, env: { ...env } }).output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  throw new Error(`Cannot run ${name} ${args[0] ?? ""}: ${decoder.decode(stderr).trim()}`);
}
