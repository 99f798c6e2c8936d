import { basename, join } from "node:path";
import { z } from "../../infra/zod.ts";
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

/** The key of writers of files that lets each run have files of its own. */
export const perRun = z.boolean().optional().describe(
  "Keep what every run wrote: path is a folder with a file, or a folder of several, named after each run; false if left out",
);

interface FileConfig {
  readonly path: string;
  readonly per_run?: boolean | undefined;
}

/**
 * Writes a source in a file format: a table to the file `config.path`, partitions to one file each in the folder
 * `config.path`, with `_map.json` beside them, a workbook to a file in that folder.
 *
 * All files are written under temporary names before the first one is renamed; files of partitions that are gone are
 * removed at the end.
 */
export async function writeFiles<Config extends FileConfig>(
  format: FileFormat<Config>,
  config: Config,
  source: WriteSource,
  context: WriteContext,
): Promise<WriteReport> {
  const place = config.per_run === true ? join(config.path, runName(context)) : config.path;
  switch (source.kind) {
    case "table":
      assertNotEmpty(source.table, context);
      return await writeOne(
        config.per_run === true ? `${place}.${format.extension}` : place,
        context,
        (temporary) => format.write(source.table, temporary, config, context),
      );
    case "partitions":
      return await writePartitions(format, { ...config, path: place }, source.tables, context);
    case "workbook":
      return await writeWorkbook(format, { ...config, path: place }, source, context);
    default:
      return source satisfies never;
  }
}

function runName({ run, dataset }: WriteContext): string {
  if (run === undefined) throw new TypeError(`Cannot write "${dataset}" by run: no run writes it`);
  return safeFileNames([run]).get(run)!;
}

async function writeOne(
  target: string,
  context: WriteContext,
  write: (temporary: string) => Promise<number>,
): Promise<WriteReport> {
  let rows = 0;
  let bytes = 0;
  await publishFiles([{
    target,
    async write(temporary) {
      rows = await write(temporary);
      bytes = (await Deno.stat(temporary)).size;
    },
  }], context);
  return { dataset: context.dataset, files: [target], rows, bytes };
}

type WorkbookSource = Extract<WriteSource, { readonly kind: "workbook" }>;

async function writeWorkbook<Config extends FileConfig>(
  format: FileFormat<Config>,
  config: Config,
  { name, sheets }: WorkbookSource,
  context: WriteContext,
): Promise<WriteReport> {
  if (format.writeSheets === undefined) throw noSheets(context);
  if (name === "" || name !== basename(name) || /[\\:]|^\.+$/.test(name)) {
    throw new RangeError(`Cannot write a workbook: "${name}" is no plain file name`);
  }
  const [first] = sheets.values();
  if (first === undefined) throw new RangeError("Cannot write a workbook without sheets");
  assertNotEmpty([...sheets.values()].find(({ rows }) => rows > 0) ?? first, context);
  const target = join(config.path, `${name}.${format.extension}`);
  return await writeOne(target, context, (temporary) => format.writeSheets!(sheets, temporary, config, context));
}

/** A workbook goes to a kind of writer that has no sheets. */
export function noSheets({ dataset, place }: WriteContext): Problem {
  return new Problem("configuration", `Cannot write "${dataset}": its kind has no sheets, and this is a workbook`, {
    place: `${place}.kind`,
    remedy: "Set the kind to xlsx.",
  });
}

async function writePartitions<Config extends FileConfig>(
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
