import type { Parser } from "@optique/core/parser";
import type { CliEffects } from "./effects.ts";
import type { Style } from "./output/style.ts";

/** Names that exist in the project at hand, for completion. Each list is empty where it cannot be found out. */
export interface KnownNames {
  environments(): Promise<readonly string[]>;
  jobs(): Promise<readonly string[]>;
  assets(): Promise<readonly string[]>;
  partitions(): Promise<readonly string[]>;
  runs(): Promise<readonly string[]>;
  schemas(): Promise<readonly string[]>;
  schedules(): Promise<readonly string[]>;
  sensors(): Promise<readonly string[]>;
  backfills(): Promise<readonly string[]>;
}

/** What every command gets beside its own options. */
export interface CommandContext {
  readonly effects: CliEffects;
  /** Colours of standard output. */
  readonly style: Style;
  /** Colours of standard error. */
  readonly errorStyle: Style;
  /** Whether stack traces are wanted. */
  readonly verbose: boolean;
  /** `--root`, if given. */
  readonly root: string | undefined;
  /** Remembers where the log is, for the message of an unexpected error. */
  noteLogFile(path: string): void;
  /** Remembers texts that no message may show. */
  noteSecrets(secrets: readonly string[]): void;
}

// deno-lint-ignore no-explicit-any -- parsers of any mode, value and state
type AnyParser = Parser<any, any, any>;

/** Local names to the options and arguments of a command. */
export type Fields = Readonly<Record<string, AnyParser>>;

/** The parsed values of {@link Fields}. */
export type FieldValues<Own extends Fields> = { readonly [Name in keyof Own]: Own[Name]["$valueType"][number] };

/** A command line that shows how a command is used. */
export interface Example {
  readonly line: string;
  /** What it does, as a short phrase. */
  readonly does: string;
}

/** All that defines a command. */
export interface CommandSpec<Own extends Fields> {
  readonly name: string;
  /** More than the one line of the command list. */
  readonly description: string;
  readonly examples: readonly Example[];
  /** Options and arguments; `known` is asked when a shell completes a value. */
  readonly fields: (known: KnownNames) => Own;
  /** Does it and gives the exit code. */
  readonly run: (values: FieldValues<Own>, context: CommandContext) => Promise<number>;
}

/** A command whose field types are forgotten, so that commands fit one table. */
export interface Command {
  readonly name: string;
  readonly description: string;
  readonly examples: readonly Example[];
  fields(known: KnownNames): Fields;
  run(values: Readonly<Record<string, unknown>>, context: CommandContext): Promise<number>;
}

/** Types a command: `run` gets what `fields` parse. */
export function defineCommand<Own extends Fields>(spec: CommandSpec<Own>): Command {
  return {
    name: spec.name,
    description: spec.description,
    examples: spec.examples,
    fields: spec.fields,
    // The parser made from `fields` gives exactly these values.
    run: (values, context) => spec.run(values as FieldValues<Own>, context),
  };
}
