import { isDiskFull } from "../infra/disk_full.ts";
import { causeChain, exitCodes, Problem, toError } from "../infra/errors.ts";
import { machineProblem } from "./machine_problem.ts";
import type { Style } from "./output/style.ts";
import { safeText } from "./output/width.ts";

/** Settings of {@link failureLines}. */
export interface FailureOptions {
  readonly style: Style;
  /** Adds the stack traces. @default false */
  readonly verbose?: boolean;
  /** Where an unexpected error was logged. */
  readonly logFile?: string | undefined;
}

/** Longest message of an unexpected error; all of it comes with the stack. */
const longestMessage = 300;

/** The problem that a thrown value is or stands for. */
export function toProblem(thrown: unknown): Problem {
  const chain = causeChain(toError(thrown));
  const known = chain.find((error) => error instanceof Problem);
  if (known !== undefined) return known;
  const refused = chain.find((error) => error instanceof Deno.errors.NotCapable);
  if (refused !== undefined) return permissionProblem(refused);
  const full = chain.find((error) => isDiskFull(error));
  if (full !== undefined) return diskFullProblem(full);
  const mended = chain.map(machineProblem).find((problem) => problem !== undefined);
  if (mended !== undefined) return mended;
  const message = chain.map((error) => (error.message || error.name).split("\n")[0]).join(": ");
  const short = message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
  return new Problem("unexpected", `Cannot go on: ${short}`, { cause: thrown });
}

/** The exit code for a problem. */
export function exitCodeOf(problem: Problem): number {
  return exitCodes[problem.kind];
}

/** What a person reads about a failure: what, where, what to do; the stack only when asked for. */
export function failureLines(problem: Problem, options: FailureOptions): readonly string[] {
  const { style, verbose = false, logFile } = options;
  if (problem.kind === "interrupted" && !verbose) {
    return [`${style.yellow("stopped:")} ${safeLines(problem.message.replace(/^Cannot go on: /, ""))}`];
  }
  const label = style.bold(style.red("error:"));
  const lines = [`${label} ${indented(safeLines(problem.message), "       ")}`];
  if (problem.place !== undefined) lines.push(`  ${style.dim("where")}  ${safeText(problem.place)}`);
  for (const remedy of remedies(problem, verbose, logFile)) {
    lines.push(`  ${style.dim("next")}   ${indented(safeLines(remedy), "         ")}`);
  }
  if (verbose) {
    const stacks = causeChain(problem).map((error) => error.stack ?? `${error.name}: ${error.message}`);
    lines.push(...safeLines(stacks.join("\ncaused by: ")).split("\n").map((line) => style.dim(line)));
  }
  return lines;
}

function remedies(problem: Problem, verbose: boolean, logFile: string | undefined): readonly string[] {
  if (problem.remedy !== undefined) return [problem.remedy];
  if (problem.kind !== "unexpected") return [];
  const found = logFile === undefined ? [] : [`The log is ${logFile}.`];
  return [[...found, ...(verbose ? [] : ["Run it again with --verbose to see where it came from."])].join(" ")]
    .filter((text) => text !== "");
}

const verbs: Readonly<Record<string, string>> = {
  net: "connect to",
  env: "read the environment variable",
  run: "start",
  ffi: "load the library",
  sys: "ask the system for",
};

function permissionProblem(error: Error): Problem {
  const match = /Requires (\w+) access(?: to (?:"([^"]*)"|([^,]+?)))?,? run again/.exec(error.message);
  if (match === null) {
    return new Problem("configuration", `Cannot go on: Deno refused it: ${error.message}`, {
      remedy: "Start the program with the permission that is named, or through `deno task`.",
      cause: error,
    });
  }
  const [, permission, quoted, bare] = match;
  const target = quoted ?? bare;
  const what = `${verbs[permission!] ?? permission}${target === undefined ? "" : ` "${target}"`}`;
  const flag = target === undefined || target.startsWith("<")
    ? `--allow-${permission}`
    : `--allow-${permission}=${target}`;
  return new Problem("configuration", `Cannot ${what}: Deno does not allow it`, {
    remedy: `Start the program with ${flag}, or add that to the permission set that the task uses in deno.json.`,
    cause: error,
  });
}

function diskFullProblem(error: Error): Problem {
  return new Problem("pipeline", `Cannot write: the disk is full (${error.message})`, {
    remedy: "Free space, or choose another folder under `paths` or `engine.temp_directory`.",
    cause: error,
  });
}

function safeLines(text: string): string {
  return text.split("\n").map(safeText).join("\n");
}

function indented(text: string, indent: string): string {
  return text.replaceAll("\n", `\n${indent}`);
}
