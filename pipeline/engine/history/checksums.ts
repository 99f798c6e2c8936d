import { Problem } from "../../../infra/errors.ts";
import type { SqlValue } from "../../../infra/sqlite.ts";
import { textChecksum } from "../../../infra/text_checksum.ts";
import type { Row } from "./rows.ts";

/**
 * Columns that the checksum of a row covers. Databases notice a damaged page only where its structure suffers: a flipped bit
 * in a text is read as another text. What a running run changes all the time (heartbeat, last sequence) is left out.
 */
export const covered = {
  runs: ["id", "job", "environment", "status", "tags", "request", "parent_run", "created_at", "started_at", "ended_at"]
    .concat("error"),
  steps: ["run", "step", "asset", "partition", "status", "attempt", "started_at", "ended_at", "metadata", "version"]
    .concat("error"),
  events: ["run", "sequence", "time", "body"],
  materializations: ["version", "run", "step", "asset", "partition", "partition_set", "path", "hash", "bytes", "rows"]
    .concat("columns", "metadata", "code_version", "inputs", "fingerprint", "created_at"),
  latest: ["asset", "partition", "version"],
  checks: ["run", "step", "asset", "partition", "name", "severity", "passed", "message", "figures", "samples", "time"],
  partition_keys: ["name", "key", "position", "total"],
  origins: ["version", "body"],
  settings_texts: ["digest", "body"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A table whose rows carry checksums. */
export type CheckedTable = keyof typeof covered;

/** 32 bits of a row's values; every change of a single character changes them. */
export function checksumOf(table: CheckedTable, row: Row): number {
  let text = "";
  for (const column of covered[table]) text += `${lengthened(row[column] ?? null)},`;
  return textChecksum(text);
}

/** A row with its checksum. */
export function withChecksum(table: CheckedTable, row: Row): Row {
  return { ...row, checksum: checksumOf(table, row) };
}

/** Whether a row is as it was written. */
export function isSound(table: CheckedTable, row: Row): boolean {
  return row.checksum === checksumOf(table, row);
}

/** The problem of a database whose content is not what was written. */
export function damagedHistory(name: string, found: string): Problem {
  return new Problem("data", `Cannot read the history "${name}": it is damaged: ${found}`, {
    place: name,
    remedy: 'Restore it from a backup with the command "restore FILE", which keeps what is there now.',
  });
}

/** Texts with their lengths, so that no two lists of values look alike. */
function lengthened(value: SqlValue): string {
  return typeof value === "string" ? `${value.length}:${value}` : String(value);
}
