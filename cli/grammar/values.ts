import { type Message, text } from "@optique/core/message";
import type { Suggestion } from "@optique/core/parser";
import type { ValueParser } from "@optique/core/valueparser";
import { didYouMean } from "../../infra/suggest.ts";

type Metavar = ValueParser["metavar"];

/** `KEY=VALUE` as a person wrote it. */
export interface Assignment {
  readonly key: string;
  readonly value: string;
}

/** Any text that is not empty; `known` gives what a shell may complete. */
export function word(
  metavar: Metavar,
  known: () => Promise<readonly string[]> = () => Promise.resolve([]),
): ValueParser<"async", string> {
  return {
    mode: "async",
    metavar,
    placeholder: "",
    parse: (input) => Promise.resolve(input === "" ? failure(`${metavar} is empty`) : { success: true, value: input }),
    format: (value) => value,
    suggest: (prefix) => suggestions(prefix, known),
  };
}

/** One of a fixed list; the error for another text names all of them and the nearest. */
export function oneOf<const Choice extends string>(
  metavar: Metavar,
  choices: readonly Choice[],
): ValueParser<"sync", Choice> {
  return {
    mode: "sync",
    metavar,
    choices,
    placeholder: choices[0]!,
    parse(input) {
      const value = choices.find((choice) => choice === input);
      if (value !== undefined) return { success: true, value };
      return failure(`"${input}" is none of ${choices.join(", ")}${didYouMean(input, choices)}`);
    },
    format: (value) => value,
    *suggest(prefix) {
      for (const choice of choices) if (choice.startsWith(prefix)) yield { kind: "literal", text: choice };
    },
  };
}

/** `KEY=VALUE`; the value may be empty and may hold `=`. */
export function assignment(metavar: Metavar): ValueParser<"sync", Assignment> {
  return {
    mode: "sync",
    metavar,
    placeholder: { key: "", value: "" },
    parse(input) {
      const at = input.indexOf("=");
      if (at < 1) return failure(`"${input}" does not have the form ${metavar}`);
      return { success: true, value: { key: input.slice(0, at).trim(), value: input.slice(at + 1) } };
    },
    format: ({ key, value }) => `${key}=${value}`,
  };
}

/** A whole number between two limits, both included. */
export function wholeNumber(
  metavar: Metavar,
  minimum: number,
  maximum: number = Number.MAX_SAFE_INTEGER,
): ValueParser<"sync", number> {
  const range = maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
  return {
    mode: "sync",
    metavar,
    placeholder: minimum,
    parse(input) {
      const value = Number(input.replaceAll("_", ""));
      const fits = /^[+-]?[\d_]+$/.test(input) && Number.isSafeInteger(value) && value >= minimum && value <= maximum;
      return fits ? { success: true, value } : failure(`"${input}" is not a whole number ${range}`);
    },
    format: String,
  };
}

/** A number from 0 to 1. */
export function share(metavar: Metavar): ValueParser<"sync", number> {
  return {
    mode: "sync",
    metavar,
    placeholder: 0,
    parse(input) {
      const value = Number(input);
      const fits = /^\d*\.?\d+$/.test(input) && value <= 1;
      return fits ? { success: true, value } : failure(`"${input}" is not a number from 0 to 1`);
    },
    format: String,
  };
}

/** A path; the shell completes it. `extensions` such as ".yaml" narrow what is offered. */
export function filePath(
  metavar: Metavar,
  options: { readonly type?: "file" | "directory"; readonly extensions?: readonly string[] } = {},
): ValueParser<"sync", string> {
  const { type = "file", extensions } = options;
  return {
    mode: "sync",
    metavar,
    placeholder: "",
    parse: (input) => (input === "" ? failure(`${metavar} is empty`) : { success: true, value: input }),
    format: (value) => value,
    *suggest(prefix) {
      yield { kind: "file", type, pattern: prefix, ...(extensions === undefined ? {} : { extensions }) };
    },
  };
}

function failure(message: string): { readonly success: false; readonly error: Message } {
  return { success: false, error: [text(message)] };
}

async function* suggestions(
  prefix: string,
  known: () => Promise<readonly string[]>,
): AsyncIterable<Suggestion> {
  // An option is being typed, and finding out names takes a while.
  if (prefix.startsWith("-")) return;
  // A shell that waits for a completion has no use for an error.
  const names = await known().catch(() => []);
  for (const name of names) if (name.startsWith(prefix)) yield { kind: "literal", text: name };
}
