import type { ConsoleCatalog, ConsoleTable, DataFile } from "../../../pipeline/mod.ts";
import type { Backend } from "../../backend.ts";
import type { Catalog, CatalogEntry } from "../assets/catalog.ts";
import { existingFile } from "../assets/files.ts";
import { isTable } from "../assets/values.ts";

/** Whether queries can ask of an asset: its newest values are tables. */
export function isQueryable({ latest }: CatalogEntry): boolean {
  return latest.size > 0 && [...latest.values()].every(isTable);
}

/** The tables of a catalog for queries: assets, and partitions as `asset/key`; capital and small letters are the same. */
export function consoleCatalog(backend: Backend, catalog: Catalog): ConsoleCatalog {
  const entries = new Map(
    [...catalog.values()].filter(isQueryable).map((entry) => [entry.asset.name.toLowerCase(), entry]),
  );
  return {
    names: () => [...entries.values()].map(({ asset }) => asset.name),
    find: async (names) => {
      const tables: ConsoleTable[] = [];
      for (const name of names) {
        const files = filesOf(entries, name);
        if (files !== undefined) tables.push({ name, files: await Promise.all(files.map(existing)) });
      }
      return tables;
    },
  };

  async function existing({ path, ...rest }: DataFile): Promise<DataFile> {
    return { ...rest, path: await existingFile(backend, path) };
  }
}

function filesOf(entries: ReadonlyMap<string, CatalogEntry>, name: string): readonly DataFile[] | undefined {
  const whole = entries.get(name);
  if (whole !== undefined) {
    return [...whole.latest.values()].map(({ path, partition }) =>
      partition === undefined ? { path } : { path, partition }
    );
  }
  for (let at = name.indexOf("/"); at >= 0; at = name.indexOf("/", at + 1)) {
    const values = entries.get(name.slice(0, at))?.latest ?? new Map();
    const value = [...values.values()].find(({ partition }) => partition?.toLowerCase() === name.slice(at + 1));
    if (value !== undefined) return [{ path: value.path }];
  }
  return undefined;
}
