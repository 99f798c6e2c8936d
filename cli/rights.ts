import { commandIndex } from "./dispatch.ts";

/** A permission that a command can do without. */
type Droppable = "net" | "run" | "ffi";

/** Commands that start programs: this one again for each run, what ends processes, the service manager. */
const starting: readonly string[] = ["daemon", "worker", "ui", "guard-processes", "service"];

/** Commands that ask no host and serve none. */
const silent: readonly string[] = [
  ...["answer-query", "completion", "config", "generate", "guard-processes", "help", "init", "service", "version"],
];

/** Commands that open no table. */
const tableless: readonly string[] = [
  ...["alert", "cancel", "completion", "config", "daemon", "docs", "guard-processes", "health", "help", "init"],
  ...["logs", "runs", "service", "status", "token", "user", "version", "worker"],
];

/** The permissions of the compiled program that a command line does not need. */
export function neededLess(words: readonly string[]): readonly Droppable[] {
  const command = words[commandIndex(words)] ?? "help";
  return [
    ...(silent.includes(command) ? ["net"] as const : []),
    ...(starting.includes(command) ? [] : ["run"] as const),
    ...(tableless.includes(command) ? ["ffi"] as const : []),
  ];
}

/** Gives up what a command line does not need, for the rest of the process. */
export async function dropRights(words: readonly string[]): Promise<void> {
  for (const name of neededLess(words)) await Deno.permissions.revoke({ name });
}
