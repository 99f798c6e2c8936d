import { basename, dirname, join, resolve } from "node:path";
import { Problem } from "../infra/errors.ts";
import { exists } from "../infra/fs.ts";
import { claimFile } from "./duckdb/open_files.ts";
import type { Session } from "./duckdb/types.ts";
import { quoteLiteral, quoteName } from "./sql.ts";

/** A database file that a session has open beside its own. */
export interface Attached {
  /** Name of the database in SQL, such as `"attached_1"."main"."sales"`; not quoted. */
  readonly name: string;
  /** Closes the file and lets the next one have it. A second call does nothing. */
  detach(): Promise<void>;
}

/** Settings of {@link attachFile}. */
export interface AttachOptions {
  /** Open without the right to change it; the file must exist. @default false */
  readonly readOnly?: boolean;
  /** Stops waiting for the file. */
  readonly signal?: AbortSignal | undefined;
  /** Where a problem is, such as `readers.ns_sales.path`. @default the path */
  readonly place?: string;
}

// A file may be open once in this process (see claimFile), and those who want to attach it wait for each other, in any
// session: real path → when its last user is done.
const users = new Map<string, Promise<void>>();
let attachments = 0;

/**
 * Attaches a DuckDB file to a session. A file is open once in this process: a second call for it waits until the first has
 * detached.
 *
 * @throws Problem of kind `data` for what is no DuckDB file, `pipeline` when another process holds the file
 */
export async function attachFile(session: Session, path: string, options: AttachOptions = {}): Promise<Attached> {
  const { readOnly = false, signal, place = path } = options;
  const done = await takeTurn(await fileIdentity(path), signal);
  const name = `attached_${++attachments}`;
  let release = () => {};
  try {
    release = await claimFile(path);
    const access = readOnly ? "(TYPE duckdb, READ_ONLY)" : "(TYPE duckdb)";
    await session.run(`ATTACH ${quoteLiteral(path)} AS ${quoteName(name)} ${access}`);
  } catch (error) {
    release();
    done();
    throw attachProblem(error, path, place);
  }
  let detaching: Promise<void> | undefined;
  return {
    name,
    detach() {
      detaching ??= session.run(`DETACH ${quoteName(name)}`).then(() => undefined).finally(() => {
        release();
        done();
      });
      return detaching;
    },
  };
}

async function takeTurn(file: string, signal: AbortSignal | undefined): Promise<() => void> {
  const before = users.get(file) ?? Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const mine = before.then(() => promise);
  users.set(file, mine);
  // Whoever gives up waiting leaves the queue as it is: those before may still have the file.
  mine.finally(() => {
    if (users.get(file) === mine) users.delete(file);
  });
  const done = () => resolve();
  try {
    await abortable(before, signal);
  } catch (error) {
    done();
    throw error;
  }
  return done;
}

async function abortable(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return await work;
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

async function fileIdentity(path: string): Promise<string> {
  if (await exists(path)) return await Deno.realPath(path);
  const folder = dirname(path);
  return await exists(folder) ? join(await Deno.realPath(folder), basename(path)) : resolve(path);
}

interface Reason {
  readonly pattern: RegExp;
  readonly kind: "data" | "pipeline";
  readonly what: string;
  readonly remedy: string;
}

const reasons: readonly Reason[] = [
  {
    pattern: /could not set lock|conflicting lock/i,
    kind: "pipeline",
    what: "another process has it open",
    remedy: "Close the other program, or let it finish, and try again.",
  },
  {
    pattern: /version number|newer version|storage version/i,
    kind: "data",
    what: "it was made by a version of DuckDB that this program cannot read",
    remedy: "Export the table to Parquet with that version, or upgrade this program.",
  },
  {
    pattern: /not a valid duckdb|could not read enough bytes|checksum|corrupt|encrypt/i,
    kind: "data",
    what: "it is not a DuckDB database, or it is damaged",
    remedy:
      "Check the path and the kind: `sqlite` reads SQLite files, `parquet`, `csv`, `json` and `excel` the others.",
  },
];

function attachProblem(error: unknown, path: string, place: string): unknown {
  if (!(error instanceof Error)) return error;
  const reason = reasons.find(({ pattern }) => pattern.test(error.message));
  if (reason === undefined) return error;
  const { kind, what, remedy } = reason;
  return new Problem(kind, `Cannot open "${path}": ${what}`, { place, remedy, cause: error });
}
