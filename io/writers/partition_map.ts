import { basename, join } from "node:path";
import { z } from "../../infra/zod.ts";
import { isNotFound, removeIfExists } from "../../infra/fs.ts";

/** Name of the file that says which partition is in which file. */
export const partitionMapName = "_map.json";

const partitionFile = z.object({ file: z.string(), rows: z.number(), sha256: z.string() });

const partitionMap = z.object({ dataset: z.string(), partitions: z.record(z.string(), partitionFile) });

/** Where one partition is. */
export type PartitionFile = z.infer<typeof partitionFile>;

/** Content of `_map.json`: partition key → file name in the same folder, number of rows, SHA-256 of the file. */
export type PartitionMap = z.infer<typeof partitionMap>;

/** The map of a folder; undefined when there is none or it is no map of ours. */
export async function readPartitionMap(folder: string): Promise<PartitionMap | undefined> {
  try {
    return partitionMap.parse(JSON.parse(await Deno.readTextFile(join(folder, partitionMapName))));
  } catch (error) {
    if (isNotFound(error) || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

/** The text of a map, the same for the same partitions. */
export function formatPartitionMap(map: PartitionMap): string {
  return `${JSON.stringify(map, null, 2)}\n`;
}

/**
 * Removes the files of partitions that `now` does not have any more. Only files that `before` names are touched, never
 * what someone else put into the folder.
 *
 * @returns names of the files removed
 */
export async function removeVanished(folder: string, before: PartitionMap, now: PartitionMap): Promise<string[]> {
  const current = filesOf(now);
  const present = new Set<string>();
  for await (const entry of Deno.readDir(folder)) if (entry.isFile) present.add(entry.name);

  const removed: string[] = [];
  for (const file of filesOf(before)) {
    if (current.has(file) || !present.has(file) || file !== basename(file) || file === partitionMapName) continue;
    // Where names ignore case, "dairy" is the file that was just written as "DAIRY".
    const twin = [...current].find((other) => other.toLowerCase() === file.toLowerCase());
    if (twin !== undefined && !present.has(twin)) continue;
    await removeIfExists(join(folder, file));
    removed.push(file);
  }
  return removed;
}

function filesOf(map: PartitionMap): Set<string> {
  return new Set(Object.values(map.partitions).map(({ file }) => file));
}
