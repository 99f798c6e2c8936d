import { join } from "node:path";
import { Problem } from "../../../infra/errors.ts";
import { confinePath } from "../../../infra/mod.ts";
import type { Materialization } from "../../../pipeline/engine/mod.ts";
import type { DataFile } from "../../../pipeline/mod.ts";
import type { Backend } from "../../backend.ts";
import { found, NotFound } from "../../request.ts";
import type { CatalogEntry } from "./catalog.ts";
import { isTable, newestOf } from "./values.ts";

/** Which of an asset's values. */
export interface WhichValue {
  readonly partition?: string | undefined;
  readonly version?: string | undefined;
}

/** The folder of assets' files. */
export function assetsFolder({ settings }: Pick<Backend, "settings">): string {
  return join(settings.paths.data, "assets");
}

/** The folder of rejected rows. */
export function rejectsFolder({ settings }: Pick<Backend, "settings">): string {
  return join(settings.paths.data, "rejects");
}

/** The values that are asked for: one, or the newest of every partition. @throws {NotFound} where there is none */
export async function chosenValues(
  { ledger: { history } }: Backend,
  { asset, latest }: CatalogEntry,
  { partition, version }: WhichValue,
): Promise<readonly Materialization[]> {
  if (version !== undefined) {
    const value = await history.materialization(version);
    return [found(value?.asset === asset.name ? value : undefined, "stored value", version)];
  }
  if (partition !== undefined) return [found(latest.get(partition), "value of the partition", partition)];
  if (latest.size === 0) throw new NotFound(`There is no value of "${asset.name}" yet`);
  return [...latest.values()];
}

/** The tables that are asked for. @throws {Problem} of kind data for values that are no tables */
export async function chosenTables(
  backend: Backend,
  entry: CatalogEntry,
  which: WhichValue,
): Promise<readonly DataFile[]> {
  const values = await chosenValues(backend, entry, which);
  if (!values.every(isTable)) {
    throw new Problem("data", `Cannot show rows of "${entry.asset.name}": its values are no tables`, {
      place: values[0]!.path,
      remedy: "Download the stored file instead.",
    });
  }
  const single = which.version !== undefined || which.partition !== undefined;
  return await Promise.all(values.map(async ({ path, partition }) => ({
    path: await existingFile(backend, path),
    ...(partition === undefined || single ? {} : { partition }),
  })));
}

/** The one stored file that is asked for: where there are partitions, the newest. */
export async function chosenFile(
  backend: Backend,
  entry: CatalogEntry,
  which: WhichValue,
): Promise<{ readonly value: Materialization; readonly path: string }> {
  const value = newestOf(await chosenValues(backend, entry, which))!;
  return { value, path: await existingFile(backend, value.path) };
}

/** The absolute path of a value's file, sure to be below the folder of assets. @throws {NotFound} when it is gone */
export async function existingFile(backend: Backend, path: string): Promise<string> {
  const absolute = await confinePath(assetsFolder(backend), path);
  try {
    await Deno.stat(absolute);
    return absolute;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new NotFound(
      `The file "${path}" is no longer there: values that are not the newest are kept for some time only`,
    );
  }
}
