import { Problem } from "../infra/errors.ts";
import { didYouMean } from "../infra/suggest.ts";
import type { CommandEntry } from "./commands/mod.ts";

/** What the words of a command line ask for, before the command's own grammar reads them. */
export type Request =
  | { readonly kind: "root_help" }
  | { readonly kind: "command_help"; readonly command: string }
  | { readonly kind: "command"; readonly command: string; readonly words: readonly string[] }
  /** A shell asks how to go on after `words`; the last one is being typed. */
  | { readonly kind: "complete"; readonly shell: string; readonly words: readonly [string, ...string[]] };

/** Options that may stand before the command and take a value. */
const leadingValueOptions: readonly string[] = ["--root"];

/**
 * Finds the command among the words; options that every command has may stand before it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readRequest } from "./dispatch.ts";
 *
 * assert.deepEqual(readRequest(["--verbose", "runs", "--json"]), {
 *   kind: "command",
 *   command: "runs",
 *   words: ["--verbose", "--json"],
 * });
 * ```
 */
export function readRequest(words: readonly string[]): Request {
  if (words.length === 0) return { kind: "root_help" };
  const at = commandIndex(words);
  const first = words[0]!;
  if (at === -1 && words.some(isHelp)) return { kind: "root_help" };
  if (at === -1 && (first === "--version" || first === "-V")) {
    return { kind: "command", command: "version", words: words.slice(1) };
  }
  if (at === -1) throw noCommand(words);
  const command = words[at]!;
  const [shell, ...typed] = words.slice(at + 1);
  if (command === "completion" && shell !== undefined && isNotEmpty(typed) && !isHelp(typed[0])) {
    return { kind: "complete", shell, words: typed };
  }
  const others = [...words.slice(0, at), ...words.slice(at + 1)];
  const end = others.indexOf("--");
  if ((end === -1 ? others : others.slice(0, end)).some(isHelp)) return { kind: "command_help", command };
  return { kind: "command", command, words: others };
}

/** The entry of a command by its name. @throws {Problem} of kind usage for an unknown one, with the nearest name */
export function findCommand(name: string, commands: readonly CommandEntry[]): CommandEntry {
  const found = commands.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const names = commands.filter(({ hidden }) => hidden !== true).map((entry) => entry.name);
  throw new Problem("usage", `Cannot run "${name}": there is no such command${didYouMean(name, names)}`, {
    remedy: 'See "clustering --help" for all commands.',
  });
}

/** Where the command is among the words, or -1. */
export function commandIndex(words: readonly string[]): number {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (!word.startsWith("-")) return i;
    if (word === "--") return -1;
    if (leadingValueOptions.includes(word)) i++;
  }
  return -1;
}

function isNotEmpty(words: string[]): words is [string, ...string[]] {
  return words.length > 0;
}

function isHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}

function noCommand(words: readonly string[]): Problem {
  const unknown = words.find((word) => !["-v", "--verbose", "--root", "--"].includes(word.split("=")[0]!)) ?? "";
  const near = didYouMean(unknown, ["--help", "--version", "--verbose", "--root"]);
  const what = unknown.startsWith("-") ? `there is no option "${unknown}"${near}` : "a command is missing";
  return new Problem("usage", `Cannot understand the command line: ${what}`, {
    remedy: 'See "clustering --help" for all commands.',
  });
}
