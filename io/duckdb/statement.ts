import { setImmediate } from "node:timers";
import type { DuckDBPendingResult, DuckDBResult } from "@duckdb/node-api";
import type { Binding, Connection, Prepared } from "./binding.ts";
import { bindParams } from "./params.ts";
import type { QueryOptions, SqlParams } from "./types.ts";

/** How a statement's result is kept: complete in memory, or fetched chunk by chunk. */
export type ResultMode = "complete" | "stream";

/** Runs one statement or several on a connection and returns the last one's result; parameters go to the last one. */
export async function execute(
  binding: Binding,
  connection: Connection,
  sql: string,
  params: SqlParams,
  mode: ResultMode,
  options: QueryOptions = {},
): Promise<DuckDBResult> {
  const { signal } = options;
  const hasParams = Array.isArray(params) ? params.length > 0 : Object.keys(params).length > 0;
  if (mode === "complete" && !hasParams && !runsNativeWorkInline()) return await runDirectly(connection, sql, signal);
  const statements = await connection.extractStatements(sql);
  for (let index = 0; index < statements.count - 1; index++) {
    signal?.throwIfAborted();
    await finish(connection, await statements.prepare(index), "complete", signal);
  }
  signal?.throwIfAborted();
  const last = await statements.prepare(statements.count - 1);
  bindParams(binding, last, params);
  return await finish(connection, last, mode, signal);
}

/** Planned once, on the thread that runs it; a prepared statement is planned again when it starts, on the event loop. */
async function runDirectly(connection: Connection, sql: string, signal?: AbortSignal): Promise<DuckDBResult> {
  signal?.throwIfAborted();
  let timer: ReturnType<typeof setInterval> | undefined;
  // An interrupt from before the statement's start is forgotten by DuckDB, so it is said until it is heard.
  const insist = () => timer = setInterval(() => connection.interrupt(), 20);
  signal?.addEventListener("abort", insist);
  try {
    return await connection.run(sql);
  } finally {
    signal?.removeEventListener("abort", insist);
    clearInterval(timer);
  }
}

async function finish(
  connection: Connection,
  prepared: Prepared,
  mode: ResultMode,
  signal: AbortSignal | undefined,
): Promise<DuckDBResult> {
  try {
    const pending = mode === "stream" ? prepared.startStream() : prepared.start();
    // An interrupt from before the statement's start is forgotten by DuckDB.
    if (signal?.aborted) connection.interrupt();
    if (runsNativeWorkInline()) await runTasks(pending, connection, signal);
    return await pending.getResult();
  } finally {
    prepared.destroySync();
  }
}

// The package's own enum is a value of a module that is loaded late, so its two numbers stand here.
const ready = 0;
const nothingToDo = 3;

/** Whether native work blocks the event loop until it is done: so it is on Deno before 2.7. */
export function runsNativeWorkInline(version: string = Deno.version.deno): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < 2 || (major === 2 && minor < 7);
}

// Where native work blocks the event loop, the statement is done task by task; between two of them, mostly some
// milliseconds, timers and cancellation get their turn. Elsewhere it is left to the package: a task that yields no row for
// minutes, such as a join that matches nothing, would block the event loop here.
async function runTasks(pending: DuckDBPendingResult, connection: Connection, signal?: AbortSignal): Promise<void> {
  for (;;) {
    if (signal?.aborted) connection.interrupt();
    const state: number = pending.runTask();
    if (state === ready) return;
    await new Promise<void>((resolve) => state === nothingToDo ? setTimeout(resolve, 1) : setImmediate(resolve));
  }
}
