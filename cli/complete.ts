import { bash, fish, type ShellCompletion, zsh } from "@optique/core/completion";
import { suggestAsync, type Suggestion } from "@optique/core/parser";
import { text } from "@optique/core/message";
import { Problem } from "../infra/errors.ts";
import { didYouMean } from "../infra/suggest.ts";
import type { KnownNames } from "./command.ts";
import { commands } from "./commands/mod.ts";
import { commandIndex } from "./dispatch.ts";
import { grammarOf } from "./grammar/parse.ts";

const shells: Readonly<Record<string, ShellCompletion>> = { bash, zsh, fish };

/** Shells that completion works in. */
const shellNames: readonly string[] = Object.keys(shells);

/** The script that a shell evaluates once. @throws {Problem} of kind usage for another shell */
export function completionScript(shell: string): string {
  return shellNamed(shell).generateScript("clustering", ["completion", shell]);
}

/** How a shell could go on after `words`, the last of which is being typed, in the form that its script reads. */
export async function completeWords(
  shell: string,
  words: readonly [string, ...string[]],
  known: KnownNames,
): Promise<readonly string[]> {
  return [...shellNamed(shell).encodeSuggestions(await suggestions(words, known))];
}

async function suggestions(words: readonly [string, ...string[]], known: KnownNames): Promise<readonly Suggestion[]> {
  const typed = words.at(-1)!;
  const before = words.slice(0, -1);
  const at = commandIndex(before);
  if (at === -1) return firstWords(typed);
  const entry = commands.find(({ name }) => name === before[at]);
  if (entry === undefined) return [];
  const others = [...before.slice(0, at), ...before.slice(at + 1)];
  return valuesFirst(await suggestAsync(grammarOf(await entry.load(), known), [...others, typed] as [string]));
}

function firstWords(typed: string): readonly Suggestion[] {
  const all: Suggestion[] = commands.filter(({ hidden }) => hidden !== true).map(({ name, summary }) => ({
    kind: "literal",
    text: name,
    description: [text(summary)],
  }));
  if (typed.startsWith("-")) {
    for (const option of ["--help", "--version", "--root", "--verbose"]) all.push({ kind: "literal", text: option });
  }
  return all.filter((suggestion) => suggestion.kind === "literal" && suggestion.text.startsWith(typed));
}

/** Names before options, so that what is asked for comes first. */
function valuesFirst(found: readonly Suggestion[]): readonly Suggestion[] {
  const isOption = (suggestion: Suggestion) => suggestion.kind === "literal" && suggestion.text.startsWith("-");
  return [...found.filter((one) => !isOption(one)), ...found.filter(isOption)];
}

function shellNamed(name: string): ShellCompletion {
  const found = Object.hasOwn(shells, name) ? shells[name] : undefined;
  if (found !== undefined) return found;
  throw new Problem(
    "usage",
    `Cannot complete words in "${name}": there is no such shell${didYouMean(name, shellNames)}`,
    {
      remedy: `Shells are ${shellNames.join(", ")}.`,
    },
  );
}
