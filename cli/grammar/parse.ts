import { object } from "@optique/core/constructs";
import { createMessageFormatter, type Message, text } from "@optique/core/message";
import { parse, type Parser } from "@optique/core/parser";
import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import type { Command, Fields, FieldValues, KnownNames } from "../command.ts";
import { commonFields } from "./fields.ts";

/** What a command line says. */
export interface ParsedArguments {
  readonly values: Readonly<Record<string, unknown>>;
  readonly common: FieldValues<ReturnType<typeof commonFields>>;
}

type Term = { readonly type: string; readonly names?: readonly string[]; readonly terms?: readonly Term[] };

/** The grammar of a command with the options that every command has. */
export function grammarOf(command: Command, known: KnownNames): Parser<"async", Record<string, unknown>> {
  return objectOf({ ...command.fields(known), ...commonFields() }, () => []);
}

/**
 * Parses the words after the command's name; options may stand before and after arguments.
 *
 * @throws {Problem} of kind usage.
 */
export async function parseArguments(
  command: Command,
  words: readonly string[],
  known: KnownNames,
): Promise<ParsedArguments> {
  const fields = { ...command.fields(known), ...commonFields() };
  const grammar = objectOf(fields, () => optionNames(grammar.usage as readonly Term[]));
  const result = await parse(grammar, words);
  if (!result.success) {
    throw new Problem("usage", `Cannot run "${command.name}": ${describe(result.error)}`, {
      remedy: `See "clustering ${command.name} --help".`,
    });
  }
  const { root, verbose, ...values } = result.value;
  return { values, common: { root, verbose } as ParsedArguments["common"] };
}

function objectOf(fields: Fields, names: () => readonly string[]): Parser<"async", Record<string, unknown>> {
  return object(fields, {
    errors: {
      unexpectedInput: (token) => unexpected(token, names()),
      endOfInput: ({ hasArguments }) => [text(hasArguments ? `${missing(fields)} is missing` : "an option is missing")],
      suggestions: () => [],
    },
  }) as Parser<"async", Record<string, unknown>>;
}

function unexpected(token: string, names: readonly string[]): Message {
  const name = token.split("=")[0]!;
  const what = name.startsWith("-")
    ? `there is no option "${name}"${name.length > 3 ? didYouMean(name, names) : ""}`
    : `"${token}" is one argument too many`;
  return [text(what)];
}

function missing(fields: Fields): string {
  for (const { usage } of Object.values(fields)) {
    const first = usage[0];
    if (first?.type === "argument") return first.metavar;
  }
  return "an argument";
}

/** Every option name in a usage description. */
function optionNames(usage: readonly Term[]): readonly string[] {
  return usage.flatMap((
    term,
  ) => [...(term.type === "option" ? term.names ?? [] : []), ...optionNames(term.terms ?? [])]);
}

const quoted = createMessageFormatter({
  optionName: ({ optionName }) => ({ type: "text", text: `"${optionName}"` }),
  optionNames: ({ optionNames }) => ({ type: "text", text: `"${optionNames.at(-1)}"` }),
  metavar: ({ metavar }) => ({ type: "text", text: metavar }),
});

function describe(error: Message): string {
  const sentence = quoted(error, {}).replace(/\s+/g, " ").trim();
  return sentence.replace(/^(Flag|Expected)\b/, (first) => first.toLowerCase()).replace(/\.$/, "");
}
