import { text } from "@optique/core/message";
import { multiple, optional, withDefault } from "@optique/core/modifiers";
import { argument, flag, option } from "@optique/core/primitives";
import type { ValueParser } from "@optique/core/valueparser";
import type { KnownNames } from "../command.ts";
import { defaultEnvironment } from "../default_environment.ts";
import { filePath, word } from "./values.ts";

type OptionName = `--${string}` | `-${string}`;
type Names = readonly [OptionName, ...OptionName[]];

/** An argument that must be there. */
export function required<M extends "sync" | "async", Value>(parser: ValueParser<M, Value>, description: string) {
  return argument(parser, {
    description: [text(description)],
    errors: { endOfInput: [text(`${parser.metavar} is missing`)] },
  });
}

/** An argument that may be missing. */
export function optionalArgument<M extends "sync" | "async", Value>(
  parser: ValueParser<M, Value>,
  description: string,
) {
  return optional(required(parser, description));
}

/** An option with a value, undefined when it is missing. */
export function valueOption<M extends "sync" | "async", Value>(
  names: Names,
  parser: ValueParser<M, Value>,
  description: string,
) {
  return optional(option(...names, parser, { description: [text(description)] }));
}

/** An option with a value that has a default. */
export function defaultOption<M extends "sync" | "async", const Value>(
  names: Names,
  parser: ValueParser<M, Value>,
  value: Value,
  description: string,
) {
  return withDefault(option(...names, parser, { description: [text(description)] }), value);
}

/** An option that may be given several times. */
export function repeatedOption<M extends "sync" | "async", Value>(
  names: Names,
  parser: ValueParser<M, Value>,
  description: string,
) {
  return multiple(option(...names, parser, { description: [text(description)] }));
}

/** An option without a value. */
export function switchOption(names: Names, description: string) {
  return withDefault(flag(...names, { description: [text(description)] }), false);
}

/** `--env`: which configuration is used. */
export function environmentOption(known: KnownNames) {
  return defaultOption(
    ["-e", "--env"],
    word("ENV", () => known.environments()),
    defaultEnvironment,
    "Environment, a file of config/",
  );
}

/** `--set`: one key of the configuration, last word. */
export function setOption() {
  return repeatedOption(["--set"], word("KEY=VALUE"), "Set a key of the configuration; repeatable");
}

/** `--json`: output for a script. */
export function jsonOption(description = "Print JSON") {
  return switchOption(["--json"], description);
}

/** Options that every command has. */
export function commonFields() {
  return {
    root: valueOption(["--root"], filePath("DIR", { type: "directory" }), "Project folder, the one that holds config/"),
    verbose: switchOption(["-v", "--verbose"], "Show stack traces and more detail"),
  };
}
