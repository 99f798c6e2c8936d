import { dirname } from "node:path";
import { isWithin } from "../infra/paths.ts";
import type { Settings } from "../pipeline/mod.ts";

/** A folder in which writes may have left something. */
export interface GarbageFolder {
  /** Absolute path. */
  readonly path: string;
  /** Whether the folders below belong to us too. */
  readonly recursive: boolean;
  /** Names of files there that are garbage whoever made them. @default none */
  readonly names?: RegExp;
}

/** Names of the files that DuckDB spills to. */
const spillNames = /^duckdb_temp_(storage|block)/;

/** The folders into which the configuration lets write, none twice and none inside another one but the one for spilling. */
export function garbageFolders(
  { paths, engine: { temp_directory: temporary }, writers }: Settings,
): readonly GarbageFolder[] {
  const targets = Object.values(writers).flatMap((writer) => "path" in writer ? [String(writer.path)] : []);
  // A folder of partitions has the writer's path; beside a file there may be anything.
  const whole = [...new Set([paths.data, paths.internal, paths.external, paths.merging, ...targets])];
  const roots = whole.filter((path) => !whole.some((other) => other !== path && isWithin(other, path)));
  const beside = [...new Set(targets.map((path) => dirname(path)))]
    .filter((path) => !roots.some((root) => isWithin(root, path)));
  return [
    ...roots.filter((path) => path !== temporary).map((path) => ({ path, recursive: true })),
    ...beside.filter((path) => path !== temporary).map((path) => ({ path, recursive: false })),
    // It may be one that the machine's other programs use.
    { path: temporary, recursive: roots.some((root) => isWithin(root, temporary)), names: spillNames },
  ];
}
