import type { CommandContext, KnownNames } from "./command.ts";
import { commands } from "./commands/mod.ts";
import { findCommand, readRequest } from "./dispatch.ts";
import type { Problem } from "../infra/errors.ts";
import type { CliEffects } from "./effects.ts";
import { makeStyle, wantsColor } from "./output/style.ts";

/** What a command told that the message of a failure needs. */
interface Noted {
  logFile?: string;
  secrets: readonly string[];
}

/**
 * Runs one command line and gives the exit code: 0 success, 1 unexpected error, 2 wrong usage, 3 configuration, 4 the
 * pipeline failed, 5 data refused, 130 interrupted. The one place that turns errors into exit codes.
 */
export async function main(words: readonly string[], effects: CliEffects): Promise<number> {
  const noted: Noted = { secrets: [] };
  try {
    return await dispatch(words, effects, noted);
  } catch (error) {
    return await report(error, words, effects, noted);
  }
}

async function dispatch(words: readonly string[], effects: CliEffects, noted: Noted): Promise<number> {
  const request = readRequest(words);
  const style = makeStyle(wantsColor(effects.stdout, effects.environment));
  const help = { style, width: effects.stdout.size().columns, program: effects.program };
  switch (request.kind) {
    case "root_help": {
      const { rootHelp } = await import("./grammar/help.ts");
      effects.stdout.write(rootHelp(commands, help));
      return 0;
    }
    case "command_help": {
      const entry = findCommand(request.command, commands);
      const [command, { commandHelp }] = await Promise.all([entry.load(), import("./grammar/help.ts")]);
      effects.stdout.write(await commandHelp(command, help));
      return 0;
    }
    case "command": {
      const entry = findCommand(request.command, commands);
      const [command, { parseArguments }] = await Promise.all([entry.load(), import("./grammar/parse.ts")]);
      const { values, common } = await parseArguments(command, request.words, lazyNames(effects, request.words));
      const context: CommandContext = {
        effects,
        style,
        errorStyle: makeStyle(wantsColor(effects.stderr, effects.environment)),
        verbose: common.verbose,
        root: common.root,
        noteLogFile: (path) => noted.logFile = path,
        noteSecrets: (secrets) => noted.secrets = [...noted.secrets, ...secrets],
      };
      return await command.run(values, context);
    }
    case "complete": {
      const { completeWords } = await import("./complete.ts");
      const known = lazyNames(effects, request.words);
      for (const part of await completeWords(request.shell, request.words, known)) effects.stdout.write(part);
      return 0;
    }
    default:
      return request satisfies never;
  }
}

/** Names are only asked for by completion, so what finds them is only then loaded. */
function lazyNames(effects: CliEffects, words: readonly string[]): KnownNames {
  const ask = (kind: keyof KnownNames) => async () =>
    await (await import("./names.ts")).projectNames(effects, words)[kind]();
  return {
    environments: ask("environments"),
    jobs: ask("jobs"),
    assets: ask("assets"),
    partitions: ask("partitions"),
    runs: ask("runs"),
    schemas: ask("schemas"),
    schedules: ask("schedules"),
    sensors: ask("sensors"),
    backfills: ask("backfills"),
  };
}

async function report(
  error: unknown,
  words: readonly string[],
  effects: CliEffects,
  { logFile, secrets }: Noted,
): Promise<number> {
  const [{ toProblem, failureLines, exitCodeOf }, { spellCommands }, { redactor }] = await Promise.all([
    import("./failure.ts"),
    import("./program_name.ts"),
    import("../infra/redact.ts"),
  ]);
  // A copy of the same class, its stack and causes included.
  const problem = redactor(secrets).value(toProblem(error)) as Problem;
  const style = makeStyle(wantsColor(effects.stderr, effects.environment));
  const verbose = words.includes("--verbose") || words.includes("-v");
  for (const line of failureLines(problem, { style, verbose, logFile })) {
    effects.stderr.write(`${spellCommands(line, effects.program)}\n`);
  }
  return exitCodeOf(problem);
}
