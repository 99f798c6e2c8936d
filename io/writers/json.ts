import { z } from "../../infra/zod.ts";
import { quoteLiteral, quoteName } from "../sql.ts";
import type { Column, Table } from "../types.ts";
import { perRun, writeFiles } from "./files.ts";
import { defineWriter, type FileFormat, type WriteContext } from "./types.ts";

const config = z.strictObject({
  path: z.string().min(1).describe("File for one table, folder for partitions"),
  per_run: perRun,
});

const arrayConfig = config.extend({
  array: z.boolean().default(true).describe(
    "Whether the objects stand in an array; without it a table of one row is a file of one object",
  ),
});

type Config = z.infer<typeof config>;

/**
 * One JSON array of objects. Dates and times become ISO 8601 text; whole numbers keep all digits, also beyond 2^53; NaN and
 * infinities, for which JSON has no number, become the texts `nan`, `inf` and `-inf`.
 */
export const jsonWriter = defineWriter({
  kind: "json",
  summary: "One JSON array with an object per row.",
  config: arrayConfig,
  write: (config, source, context) => writeFiles(jsonFormat("json", config.array), config, source, context),
});

/** One JSON object per line; values as in {@link jsonWriter}. */
export const jsonLinesWriter = defineWriter({
  kind: "jsonl",
  summary: "JSON Lines: one object per line.",
  config,
  write: (config, source, context) => writeFiles(jsonFormat("jsonl", false), config, source, context),
});

function jsonFormat(extension: string, array: boolean): FileFormat<Config> {
  return {
    extension,
    write(table: Table, temporary: string, _config: Config, context: WriteContext): Promise<number> {
      const columns = table.columns.map(jsonColumn).join(", ");
      const copy = `COPY (SELECT ${columns} FROM ${quoteName(table.relation)}) TO ${quoteLiteral(temporary)}
        (FORMAT json, ARRAY ${array})`;
      return context.session.run(copy, [], { signal: context.signal });
    },
  };
}

function jsonColumn({ name, type }: Column): string {
  const column = quoteName(name);
  if (type !== "DOUBLE" && type !== "FLOAT") return column;
  return `CASE WHEN isfinite(${column}) THEN to_json(${column}) ELSE to_json(${column}::VARCHAR) END AS ${column}`;
}
