import { Problem } from "../../infra/errors.ts";
import { fileIdentity } from "../file_turns.ts";

// A second open of a file in one process silently makes a second database over the same bytes, and closing either drops the
// lock that keeps other processes out. So the process, not a session, is the scope of this table.
const openFiles = new Set<string>();

/**
 * Claims a database file for one session of this process; the returned function gives it back.
 *
 * @throws Problem of kind `pipeline` when a session of this process has it open
 */
export async function claimFile(path: string): Promise<() => void> {
  const file = await fileIdentity(path);
  if (openFiles.has(file)) {
    throw new Problem("pipeline", `Cannot open "${path}": this process has it open already`, {
      place: path,
      remedy: "Use the session that is open, or close it first.",
    });
  }
  openFiles.add(file);
  return () => openFiles.delete(file);
}
