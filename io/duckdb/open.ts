import { Problem } from "../../infra/errors.ts";
import { quoteList } from "../sql.ts";
import { type Binding, type Instance, loadBinding } from "./binding.ts";
import { openError } from "./errors.ts";
import { claimFile } from "./open_files.ts";
import { DuckDBSession } from "./session.ts";
import type { Session, SessionOptions } from "./types.ts";

/**
 * Opens a DuckDB database, in memory unless `path` is given. The package is loaded on the first call. Extensions are never
 * installed or loaded from the network.
 *
 * @throws Problem of kind `configuration` for limits that DuckDB does not understand; for a file that is missing, damaged,
 * open in this process or in another one
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openSession } from "./open.ts";
 *
 * await using session = await openSession({ memoryLimit: "1GB", threads: 2 });
 * const row = await session.row<{ sum: number }>("SELECT sum(i) AS sum FROM range($n) t(i)", { n: 5 });
 * assert.equal(row?.sum, 10);
 * ```
 */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const { path, directories, files } = options;
  const config = settings(options);
  const binding = await loadBinding(options);
  const release = path === undefined ? () => undefined : await claimFile(path);
  const instance = await openInstance(binding, path, config).catch((error) => {
    release();
    throw error;
  });
  const session = new DuckDBSession({ binding, instance, release });
  try {
    if (directories !== undefined || files !== undefined) await confine(session, directories ?? [], files ?? []);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function openInstance(
  binding: Binding,
  path: string | undefined,
  config: Readonly<Record<string, string>>,
): Promise<Instance> {
  try {
    return await binding.DuckDBInstance.create(path ?? ":memory:", { ...config });
  } catch (error) {
    throw openError(error, path ?? ":memory:");
  }
}

// In this order: the lists can only be set while external access is on.
async function confine(session: Session, directories: readonly string[], files: readonly string[]): Promise<void> {
  await session.run(
    `SET allowed_directories = ${quoteList(directories)};
     SET allowed_paths = ${quoteList(files)};
     SET enable_external_access = false;
     SET lock_configuration = true`,
  );
}

const memoryPattern = /^\d+(\.\d+)?\s*([KMGT]i?B|bytes|B|%)$/i;

function settings(options: SessionOptions): Record<string, string> {
  const { memoryLimit, threads, tempDirectory, readOnly = false } = options;
  if (memoryLimit !== undefined && !memoryPattern.test(memoryLimit)) {
    throw limitProblem("memory_limit", memoryLimit, 'Write a number with a unit, such as "1GB" or "80%".');
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw limitProblem("threads", String(threads), "Write a whole number from 1.");
  }
  return {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
    ...(threads === undefined ? {} : { threads: String(threads) }),
    ...(tempDirectory === undefined ? {} : { temp_directory: tempDirectory }),
    ...(readOnly ? { access_mode: "READ_ONLY" } : {}),
  };
}

function limitProblem(key: string, value: string, remedy: string): Problem {
  return new Problem("configuration", `Cannot open DuckDB: ${key} is "${value}"`, { place: `engine.${key}`, remedy });
}
