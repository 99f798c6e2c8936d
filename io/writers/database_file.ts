import { dirname } from "node:path";
import { z } from "../../infra/zod.ts";
import type { WriteReport, WriteSource } from "../types.ts";
import { append, assertAppendable } from "./append.ts";
import { type TargetTables, targetTables } from "./table_names.ts";
import type { WriteContext } from "./types.ts";

/** Settings of the kinds that write tables into a database file; `product` is what the reference calls the file. */
export function databaseConfig(product: string) {
  return z.strictObject({
    path: z.string().min(1).describe(`${product} file; made if absent, other tables in it stay`),
    table: z.string().min(1).describe("Name of the table; partitions become tables <table>_<partition>"),
    append,
  });
}

/** Parsed settings of {@link databaseConfig}. */
export type DatabaseConfig = z.infer<ReturnType<typeof databaseConfig>>;

/** What one kind of database file does in its own way. */
export interface DatabaseEffects {
  /** Puts the tables in the file, all or none. */
  replaceTables(config: DatabaseConfig, targets: TargetTables, context: WriteContext): Promise<void>;
  /** What to throw instead of `error`. */
  problem(error: unknown, path: string, context: WriteContext): unknown;
}

/** Makes the file's folder, writes what `source` holds and reports the tables as `path#name`. */
export async function writeDatabase(
  config: DatabaseConfig,
  source: WriteSource,
  context: WriteContext,
  effects: DatabaseEffects,
): Promise<WriteReport> {
  const { path } = config;
  const targets = targetTables(config.table, source, context);
  if (config.append === true) assertAppendable(targets, context);
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    await effects.replaceTables(config, targets, context);
  } catch (error) {
    throw effects.problem(error, path, context);
  }
  const names = [...targets.tables.map(({ name }) => name), ...(targets.map === undefined ? [] : [targets.map])];
  return {
    dataset: context.dataset,
    files: names.map((name) => `${path}#${name}`),
    rows: targets.tables.reduce((sum, { table }) => sum + table.rows, 0),
    bytes: (await Deno.stat(path)).size,
  };
}
