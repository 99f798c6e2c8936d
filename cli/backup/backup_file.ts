import { join } from "node:path";

/** Folder of a project that backups are put into where nothing else is said. */
export const backupsFolder = "backups";

/** Path of a new archive in a folder: a name of environment and time. @param now milliseconds since 1970 */
export function backupFile(folder: string, environment: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return join(folder, `${environment}-${stamp}.tar`);
}
