import { statfsSync } from "node:fs";

/** Room on the disk where a folder is, in bytes. */
export interface DiskSpace {
  /** For those who are not root. */
  readonly free: number;
  readonly total: number;
}

/** Room where a folder is; undefined where it cannot be known: without the permission, or where there is no such folder. */
export async function diskSpace(folder: string): Promise<DiskSpace | undefined> {
  try {
    // Asking without the permission would make Deno ask the person.
    const { state } = await Deno.permissions.query({ name: "sys", kind: "statfs" as "hostname" });
    if (state !== "granted") return undefined;
    const { bavail, blocks, bsize } = statfsSync(folder);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch {
    return undefined;
  }
}
