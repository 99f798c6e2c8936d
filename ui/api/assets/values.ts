import type { Materialization } from "../../../pipeline/engine/mod.ts";
import type { CatalogEntry } from "./catalog.ts";
import type { ValueAnswer } from "./schemas.ts";

/** Whether a stored value is a table in a Parquet file. */
export function isTable({ path, columns }: Pick<Materialization, "path" | "columns">): boolean {
  return columns !== undefined && path.endsWith(".parquet");
}

/** A stored value as the API gives it. */
export function valueAnswer(value: Materialization, { latest }: Pick<CatalogEntry, "latest">): ValueAnswer {
  const { partitionSet: _, asset: _asset, fingerprint: _fingerprint, ...shown } = value;
  const current = latest.get(value.partition ?? "")?.version === value.version;
  return { ...shown, table: isTable(value), current };
}

/** The newest of some values. */
export function newestOf(values: Iterable<Materialization>): Materialization | undefined {
  return [...values].sort((a, b) => b.createdAt - a.createdAt || (a.version < b.version ? 1 : -1))[0];
}
