import type { Environment } from "../infra/env.ts";

/** The name under which texts speak of the program. */
const ownName = "clustering";

/**
 * How a person calls the program here: by its name when it is a binary, else through Deno, which may itself have come
 * through npx.
 */
export function programName(environment: Environment, standalone: boolean = Deno.build.standalone): string {
  if (standalone) return ownName;
  return /[\\/]_npx[\\/]/.test(path(environment)) ? `npx -y deno@${Deno.version.deno} task cli` : "deno task cli";
}

/** A text in which every command line of ours is written as it has to be typed here. */
export function spellCommands(text: string, program: string): string {
  return program === ownName ? text : text.replace(/(?<![\w./-])clustering (?=[a-z]+\b|COMMAND|--)/g, `${program} `);
}

function path(environment: Environment): string {
  try {
    return environment.get("PATH") ?? "";
  } catch {
    return ""; // Not readable without permission; then Deno is named without npx.
  }
}
