import { dirname, isAbsolute, join } from "node:path";
import type { Environment } from "./env.ts";

/** Options of {@link cacheFolders}. */
export interface CacheFolderOptions {
  /** Operating system. @default this one */
  readonly os?: string;
  /** A folder that the program writes anyway; what is kept goes beside it where the user has no folder of their own. */
  readonly beside?: string | undefined;
}

/**
 * Folders, best first, for files that the program can make again: `CLUSTERING_CACHE` alone if it is set, else
 * `XDG_CACHE_HOME`, the cache of the user's home, and a folder beside the data.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cacheFolders } from "./cache_folder.ts";
 * import { mapEnvironment } from "./env.ts";
 *
 * const options = { os: "linux", beside: "/srv/data/tmp" };
 * assert.deepEqual(cacheFolders(mapEnvironment({ HOME: "/home/a" }), options), [
 *   "/home/a/.cache/clustering",
 *   "/srv/data/cache",
 * ]);
 * ```
 */
export function cacheFolders(
  environment: Environment,
  { os = Deno.build.os, beside }: CacheFolderOptions = {},
): readonly string[] {
  const folder = (name: string) => {
    const value = environment.get(name) ?? "";
    return isAbsolute(value) ? [value] : [];
  };
  const own = environment.get("CLUSTERING_CACHE") ?? "";
  if (own !== "") return [own];
  const home = os === "windows" ? "AppData/Local" : os === "darwin" ? "Library/Caches" : ".cache";
  return [
    ...folder("XDG_CACHE_HOME").map((path) => join(path, "clustering")),
    ...folder(os === "windows" ? "USERPROFILE" : "HOME").map((path) => join(path, home, "clustering")),
    ...(beside === undefined ? [] : [join(dirname(beside), "cache")]),
  ];
}
