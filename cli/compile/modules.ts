import { join } from "node:path";

/** Modules of threads, which start with a file of their own. */
const threadModules: readonly string[] = ["pipeline/resources/numeric_worker.ts", "ui/graph/layout_worker.ts"];

/**
 * Modules that the program loads by addresses which it puts together: commands, what `cli/later.ts` names, threads. Each
 * must be found where the source has it.
 *
 * @param source Folder with the program's source
 * @returns paths below it
 */
export async function enteredModules(source: string): Promise<readonly string[]> {
  const commands = [...Deno.readDirSync(join(source, "cli/commands"))].map(({ name }) => `cli/commands/${name}`);
  const later = await Deno.readTextFile(join(source, "cli/later.ts"));
  const loaded = [...later.matchAll(/load\("\.\.\/([^"]+)"\)/g)].map((match) => match[1]!);
  return [...commands.filter((path) => /\/[a-z_]+\.tsx?$/.test(path)).sort(), ...loaded, ...threadModules];
}
