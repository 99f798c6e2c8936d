import { join } from "node:path";
import { safeFileNames } from "../../core/names.ts";
import { Problem } from "../../infra/errors.ts";
import { digestFile } from "../../infra/fs.ts";
import type { Table, WriteReport } from "../types.ts";
import type { WriteSource } from "../types.ts";
import {
  formatPartitionMap,
  type PartitionFile,
  partitionMapName,
  readPartitionMap,
  removeVanished,
} from "./partition_map.ts";
import { assertNotEmpty, writeProblem } from "./problems.ts";
import { type Publication, publishFiles } from "./publish.ts";
import type { FileFormat, WriteContext } from "./types.ts";

/**
 * Writes a source in a file format: a table to the file `config.path`, partitions to one file each in the folder
 * `config.path`, with `_map.json` beside them.
 *
 * All files are written under temporary names before the first one is renamed; files of partitions that are gone are
 * removed at the end.
 */
export async function writeFiles<Config extends { readonly path: string }>(
  format: FileFormat<Config>,
  config: Config,
  source: WriteSource,
  context: WriteContext,
): Promise<WriteReport> {
  switch (source.kind) {
    case "table":
      return await writeTable(format, config, source.table, context);
    case "partitions":
      return await writePartitions(format, config, source.tables, context);
    default:
      return source satisfies never;
  }
}

async function writeTable<Config extends { readonly path: string }>(
  format: FileFormat<Config>,
  config: Config,
  table: Table,
  context: WriteContext,
): Promise<WriteReport> {
  assertNotEmpty(table, context);
  let rows = 0;
  let bytes = 0;
  await publishFiles([{
    target: config.path,
    async write(temporary) {
      rows = await format.write(table, temporary, config, context);
      bytes = (await Deno.stat(temporary)).size;
    },
  }], context);
  return { dataset: context.dataset, files: [config.path], rows, bytes };
}

async function writePartitions<Config extends { readonly path: string }>(
  format: FileFormat<Config>,
  config: Config,
  tables: ReadonlyMap<string, Table>,
  context: WriteContext,
): Promise<WriteReport> {
  assertPartitions(tables, context);
  const folder = config.path;
  const before = await readPartitionMap(folder).catch((error) => {
    throw writeProblem(error, join(folder, partitionMapName), context);
  });
  const names = safeFileNames(tables.keys());
  const written = new Map<string, PartitionFile>();
  let bytes = 0;

  const parts = [...tables].map(([key, table]): Publication => {
    const file = `${names.get(key)}.${format.extension}`;
    return {
      target: join(folder, file),
      async write(temporary) {
        const rows = await format.write(table, temporary, config, context);
        const digest = await digestFile(temporary);
        bytes += digest.bytes;
        written.set(key, { file, rows, sha256: digest.hash });
      },
    };
  });
  const map = () => ({ dataset: context.dataset, partitions: Object.fromEntries(written) });
  const mapPath = join(folder, partitionMapName);
  const mapFile = { target: mapPath, write: (path: string) => Deno.writeTextFile(path, formatPartitionMap(map())) };
  await publishFiles([...parts, mapFile], context);

  if (before !== undefined) await removeVanished(folder, before, map());
  const rows = [...written.values()].reduce((sum, part) => sum + part.rows, 0);
  return { dataset: context.dataset, files: [...parts.map(({ target }) => target), mapPath], rows, bytes };
}

/** Refuses an empty map, or one with an empty table. */
export function assertPartitions(tables: ReadonlyMap<string, Table>, context: WriteContext): void {
  if (tables.size === 0) {
    throw new Problem("data", `Cannot write "${context.dataset}": there are no partitions`, {
      place: context.place,
      remedy: "Check the step that makes them and the rejects of its input. What was written before is untouched.",
    });
  }
  for (const [key, table] of tables) assertNotEmpty(table, context, key);
}
