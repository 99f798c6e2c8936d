import { dirname } from "node:path";
import { Problem } from "../../infra/errors.ts";
import { exists } from "../../infra/fs.ts";
import { isLocked } from "../../infra/sqlite_errors.ts";
import { loadSqlite } from "../later.ts";

/**
 * Puts a SQLite file in the place of another one, in one step, and keeps that under another name. A crash leaves the old one
 * or the new one, never none and never a mixture.
 *
 * @returns the files in which the old one is kept
 * @throws {Problem} when another process has the old one open
 */
export async function replaceFile(from: string, to: string, keepAs: string): Promise<readonly string[]> {
  const kept: string[] = [];
  await Deno.mkdir(dirname(to), { recursive: true });
  if (await exists(to)) {
    const settled = await settle(to);
    // Where the file system has no links, a copy does.
    await Deno.link(to, keepAs).catch(() => Deno.copyFile(to, keepAs));
    kept.push(keepAs);
    // What a damaged file has beside it would be taken for the new one's.
    for (const end of settled ? [] : ["-wal", "-shm"]) {
      if (!(await exists(`${to}${end}`))) continue;
      await Deno.rename(`${to}${end}`, `${keepAs}${end}`);
      kept.push(`${keepAs}${end}`);
    }
  }
  await Deno.rename(from, to);
  if (Deno.build.os !== "windows") {
    using folder = await Deno.open(dirname(to), { read: true });
    await folder.sync();
  }
  return kept;
}

/**
 * Moves what stands in the write-ahead log into the file, which only works when nobody else has it open.
 *
 * @returns whether it could be done; false for a damaged file
 */
async function settle(path: string): Promise<boolean> {
  const { openSqlite } = await loadSqlite();
  try {
    using db = openSqlite(path, { busyTimeout: 500 });
    db.exec("PRAGMA journal_mode = DELETE");
    const mode = db.get<{ journal_mode: string }>("PRAGMA journal_mode")?.journal_mode;
    if (mode === "delete") return true;
  } catch (error) {
    if (error instanceof Problem && error.kind !== "pipeline") return false;
    if (!isLocked(error) && !(error instanceof Error && isLocked(error.cause))) return false;
  }
  throw new Problem("usage", `Cannot replace "${path}": another process has it open`, {
    place: path,
    remedy: "Stop daemons, workers, pages and runs, and try again.",
  });
}
