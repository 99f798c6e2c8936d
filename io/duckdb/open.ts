import { quoteList } from "../sql.ts";
import { loadBinding } from "./binding.ts";
import { DuckDBSession } from "./session.ts";
import type { Session, SessionOptions } from "./types.ts";

/** Opens a DuckDB database, in memory unless `path` is given. */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const binding = await loadBinding();
  const instance = await binding.DuckDBInstance.create(options.path ?? ":memory:", settings(options));
  const session = new DuckDBSession({ binding, instance, release: () => undefined });
  if (options.directories !== undefined) {
    await session.run(
      `SET allowed_directories = ${quoteList(options.directories)}; SET enable_external_access = false;
       SET lock_configuration = true`,
    );
  }
  return session;
}

function settings(options: SessionOptions): Record<string, string> {
  const { memoryLimit, threads, tempDirectory, readOnly = false } = options;
  return {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
    ...(threads === undefined ? {} : { threads: String(threads) }),
    ...(tempDirectory === undefined ? {} : { temp_directory: tempDirectory }),
    ...(readOnly ? { access_mode: "READ_ONLY" } : {}),
  };
}
