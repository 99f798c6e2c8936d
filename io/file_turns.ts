import { basename, dirname, join, resolve } from "node:path";
import { exists } from "../infra/fs.ts";

// Real path → when its last user is done. The file belongs to the process, so this table does too.
const users = new Map<string, Promise<void>>();

/**
 * Waits until everybody in this process who asked for a file earlier is done with it; the returned function ends the turn.
 * The file need not exist.
 *
 * @throws the signal's reason when it aborts while waiting
 */
export async function takeTurn(path: string, signal?: AbortSignal): Promise<() => void> {
  const file = await fileIdentity(path);
  const before = users.get(file) ?? Promise.resolve();
  const { promise, resolve: done } = Promise.withResolvers<void>();
  // Whoever gives up waiting leaves the queue as it is: those before may still have the file.
  const mine = before.then(() => promise);
  users.set(file, mine);
  mine.finally(() => {
    if (users.get(file) === mine) users.delete(file);
  });
  try {
    await abortable(before, signal);
  } catch (error) {
    done();
    throw error;
  }
  return done;
}

/** One name for a file, whichever way a path leads to it; a file that does not exist yet has the one it will have. */
export async function fileIdentity(path: string): Promise<string> {
  if (await exists(path)) return await Deno.realPath(path);
  const folder = dirname(resolve(path));
  return join(await exists(folder) ? await Deno.realPath(folder) : folder, basename(path));
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
