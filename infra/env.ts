import { Problem } from "./errors.ts";

/** Where environment variables come from; the rest of the program never asks the process itself. */
export interface Environment {
  /** The value of a variable, `undefined` when it is not set; one that is set to nothing is "". */
  get(name: string): string | undefined;
  /** The names that are set, for suggestions; empty where they may not be listed. */
  names(): readonly string[];
  /** `file:line` of a variable that a file sets; `undefined` for others. @default no variable is set by a file */
  placeOf?(name: string): string | undefined;
}

/** Whether a text can be the name of an environment variable: letters, digits and `_`, no digit first. */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/** The environment of this process. `get` throws a configuration `Problem` for a variable that Deno may not read. */
export const processEnvironment: Environment = {
  get(name) {
    // Asked first, since reading what is not granted would stop at a question on a terminal.
    if (Deno.permissions.querySync({ name: "env", variable: name }).state === "granted") return Deno.env.get(name);
    throw new Problem("configuration", `Cannot read the environment variable "${name}": Deno does not allow it`, {
      remedy: `Start the program with --allow-env=${name} (or --allow-env).`,
    });
  },
  names() {
    return Deno.permissions.querySync({ name: "env" }).state === "granted" ? Object.keys(Deno.env.toObject()) : [];
  },
};

/**
 * An environment made of given variables.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mapEnvironment } from "./env.ts";
 *
 * assert.equal(mapEnvironment({ DATA_DIR: "data" }).get("DATA_DIR"), "data");
 * ```
 */
export function mapEnvironment(variables: Readonly<Record<string, string>>): Environment {
  const values = new Map(Object.entries(variables));
  return { get: (name) => values.get(name), names: () => [...values.keys()] };
}
