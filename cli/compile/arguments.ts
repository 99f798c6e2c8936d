import { join } from "node:path";
import { rightsFlags, type RightsLimits } from "./rights.ts";
import type { CompileTarget } from "./targets.ts";

/** What `deno compile` is asked for, beside the platform. */
export interface CompileRequest extends RightsLimits {
  /** Folder that gets the program. */
  readonly folder: string;
  /** Names of the environment variables that the program may read. */
  readonly variables: readonly string[];
  /** Files and folders of the stage that are in the program beside what is imported. */
  readonly included: readonly string[];
}

/** The file that is made. */
export function compiledFile({ suffix }: CompileTarget, folder: string): string {
  return join(folder, `clustering${suffix}`);
}

/** Arguments of `deno` that compile a stage, the folder that it is started in. */
export function compileArguments(target: CompileTarget, request: CompileRequest): readonly string[] {
  const { folder, variables, included, write, net } = request;
  return [
    ...["compile", "--quiet", "--no-check", "--no-lock", "--cached-only", "--no-code-cache"],
    // From 1 MB on, the engine would copy what it has just loaded over and over.
    "--v8-flags=--min-semi-space-size=8",
    ...rightsFlags(variables, { write, net }),
    ...["--target", target.name, "--output", compiledFile(target, folder)],
    ...included.map((path) => `--include=${path}`),
    "main.ts",
  ];
}
