/**
 * The commands, each loaded when it is used: help and completion stay fast because nothing else is read for them.
 *
 * @module
 */
import type { Command } from "../command.ts";

/** A command as the list of commands shows it. */
export interface CommandEntry {
  readonly name: string;
  /** One line for the list. */
  readonly summary: string;
  /** Heading under which the list shows it. */
  readonly group: "Run" | "Look" | "Check" | "Set up";
  /** Whether only the program itself calls it: no list shows it. */
  readonly hidden?: true;
  load(): Promise<Command>;
}

/** Every command, in the order of the list. Each stands in the file of its name, - as _, and is exported as `command`. */
export const commands: readonly CommandEntry[] = [
  entry("Run", "run", "Run a job"),
  entry("Run", "assign", "Give new stores their clusters"),
  entry("Run", "cancel", "Cancel a run"),
  entry("Run", "retry", "Run again what was run"),
  entry("Run", "daemon", "Keep queued runs going"),
  entry("Run", "worker", "Only execute queued runs"),
  { ...entry("Run", "execute-run", "Execute a claimed run"), hidden: true },
  { ...entry("Run", "guard-processes", "End processes"), hidden: true },
  { ...entry("Run", "answer-query", "Answer a query"), hidden: true },
  entry("Run", "schedule", "Run jobs by the clock"),
  entry("Run", "sensor", "Run jobs when something happens"),
  entry("Run", "backfill", "Run a job key by key"),
  entry("Run", "alert", "Tell people what happened"),
  entry("Look", "ui", "Serve pages of what ran"),
  entry("Look", "list", "List jobs, assets, partitions"),
  entry("Look", "show", "Show an asset or a job"),
  entry("Look", "why", "Tell why an asset is stale"),
  entry("Look", "checks", "Show results of data checks"),
  entry("Look", "runs", "List past runs"),
  entry("Look", "status", "Show how a run went"),
  entry("Look", "logs", "Show what a run logged"),
  entry("Look", "export", "Export a run's tables"),
  entry("Check", "validate", "Check configuration or data"),
  entry("Check", "config", "Show the configuration"),
  entry("Check", "doctor", "Check this machine"),
  entry("Check", "health", "Check daemons and the queue"),
  entry("Set up", "init", "Start a project folder"),
  entry("Set up", "service", "Install as a service"),
  entry("Set up", "generate", "Make sample data"),
  entry("Set up", "gc", "Remove what is no longer kept"),
  entry("Set up", "backup", "Keep history and values safe"),
  entry("Set up", "restore", "Put a backup back"),
  entry("Set up", "user", "Say who may log in"),
  entry("Set up", "token", "Let programs call the API"),
  entry("Set up", "completion", "Complete words in a shell"),
  entry("Set up", "docs", "Read the documentation"),
  entry("Set up", "version", "Show versions"),
  entry("Set up", "help", "Show help for a command"),
];

function entry(group: CommandEntry["group"], name: string, summary: string): CommandEntry {
  return {
    group,
    name,
    summary,
    // Neither a literal nor a template: the runtime reads whatever these lead to before the program starts, used or not.
    load: async () => {
      const file = new URL(`${name.replaceAll("-", "_")}.ts`, import.meta.url);
      return (await import(file.href) as { readonly command: Command }).command;
    },
  };
}
