import type { Environment } from "../../infra/env.ts";
import type { OutputStream } from "./stream.ts";

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const;

/** Names of the styles. */
export type StyleName = keyof typeof codes;

/** Marks text for a terminal; without colours every function gives its text back as it is. */
export type Style = { readonly [Name in StyleName]: (text: string) => string } & {
  /** Whether the functions do anything. */
  readonly enabled: boolean;
};

/** Makes a {@link Style}. */
export function makeStyle(enabled: boolean): Style {
  const functions = Object.entries(codes).map(([name, [on, off]]) => [
    name,
    enabled ? (text: string) => (text === "" ? "" : `\x1b[${on}m${text}\x1b[${off}m`) : (text: string) => text,
  ]);
  return { ...Object.fromEntries(functions), enabled } as Style;
}

/**
 * Whether an output gets colours: as FORCE_COLOR says, else not when NO_COLOR is set (https://no-color.org) or the terminal
 * is a dumb one, else on a terminal only.
 */
export function wantsColor(output: OutputStream, environment: Environment): boolean {
  const force = variable(environment, "FORCE_COLOR");
  if (force !== "") return force !== "0" && force.toLowerCase() !== "false";
  if (variable(environment, "NO_COLOR") !== "") return false;
  return output.isTerminal && variable(environment, "TERM") !== "dumb";
}

function variable(environment: Environment, name: string): string {
  try {
    return environment.get(name) ?? "";
  } catch {
    return ""; // A variable that may not be read must not keep an error or a help page from being shown.
  }
}

// deno-lint-ignore no-control-regex -- escape sequences are control characters
const escapes = /\x1b\[[0-9;?]*[A-Za-z]/g;

/** Text without escape sequences. */
export function plainText(text: string): string {
  return text.replace(escapes, "");
}
