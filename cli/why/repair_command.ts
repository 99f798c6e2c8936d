import type { Repair } from "../../pipeline/engine/mod.ts";
import type { CommandContext } from "../command.ts";

const mostKeys = 5;

/** The command line that makes a stale value again; all partitions where naming each would be too long. */
export function repairCommand(
  { selection, partitions = [] }: Repair,
  env: string,
  { effects }: CommandContext,
): string {
  const keys = partitions.length > mostKeys ? [] : partitions.flatMap((key) => ["--partition", quoted(key)]);
  return [effects.program, "run", "--select", quoted(selection), ...keys, "--reuse", "--env", quoted(env)].join(" ");
}

/** A word as a shell reads it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
