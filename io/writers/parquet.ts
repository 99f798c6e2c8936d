import { z } from "../../infra/zod.ts";
import { copyToParquet } from "../parquet.ts";
import type { Table } from "../types.ts";
import { perRun, writeFiles } from "./files.ts";
import { defineWriter, type WriteContext } from "./types.ts";

const config = z.strictObject({
  path: z.string().min(1).describe("File for one table, folder for partitions"),
  per_run: perRun,
  compression: z.enum(["zstd", "snappy", "gzip", "lz4", "uncompressed"]).optional()
    .describe("Compression of the column chunks; zstd if left out"),
  row_group_size: z.int().min(2_048).max(10_000_000).optional().describe("Rows per row group; 122,880 if left out"),
});

type Config = z.infer<typeof config>;

/**
 * Apache Parquet. Rows stand in the order of the relation. A table that is in a Parquet file already is copied byte for
 * byte unless an option asks for other bytes.
 */
export const parquetWriter = defineWriter({
  kind: "parquet",
  summary: "Apache Parquet, compressed with zstd unless told otherwise.",
  config,
  write: (config, source, context) =>
    writeFiles({ extension: "parquet", write: writeParquet }, config, source, context),
});

async function writeParquet(table: Table, temporary: string, config: Config, context: WriteContext): Promise<number> {
  const { compression, row_group_size: rowGroupSize } = config;
  if (table.file !== undefined && compression === undefined && rowGroupSize === undefined) {
    await Deno.copyFile(table.file, temporary);
    return table.rows;
  }
  const copy = copyToParquet(table, temporary, { compression, rowGroupSize });
  return await context.session.run(copy, [], { signal: context.signal });
}
