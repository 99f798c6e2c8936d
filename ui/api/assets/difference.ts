import type { Json, Materialization, Metadata } from "../../../pipeline/engine/mod.ts";

/** Columns that only one of two values has, or that are of another type. */
export function schemaChanges(
  { columns: before = [] }: Pick<Materialization, "columns">,
  { columns: after = [] }: Pick<Materialization, "columns">,
): readonly { readonly column: string; readonly before?: string; readonly after?: string }[] {
  const [old, fresh] = [before, after].map((columns) => new Map(columns.map(({ name, type }) => [name, type])));
  const names = new Set([...before, ...after].map(({ name }) => name));
  return [...names].filter((name) => old!.get(name) !== fresh!.get(name)).map((column) => ({
    column,
    ...(old!.has(column) ? { before: old!.get(column)! } : {}),
    ...(fresh!.has(column) ? { after: fresh!.get(column)! } : {}),
  }));
}

/** Facts that are others, by their paths. */
export function metadataChanges(
  before: Metadata,
  after: Metadata,
): readonly { readonly key: string; readonly before?: Json; readonly after?: Json }[] {
  const [old, fresh] = [flat(before), flat(after)];
  const keys = [...new Set([...old.keys(), ...fresh.keys()])];
  return keys.filter((key) => JSON.stringify(old.get(key)) !== JSON.stringify(fresh.get(key))).map((key) => ({
    key,
    ...(old.has(key) ? { before: old.get(key)! } : {}),
    ...(fresh.has(key) ? { after: fresh.get(key)! } : {}),
  }));
}

/** Facts by path; lists stay whole. */
export function flat(metadata: Metadata, prefix = ""): ReadonlyMap<string, Json> {
  const entries = Object.entries(metadata).flatMap(([name, value]): (readonly [string, Json])[] => {
    const nested = value !== null && typeof value === "object" && !Array.isArray(value);
    return nested ? [...flat(value as Metadata, `${prefix}${name}.`)] : [[`${prefix}${name}`, value]];
  });
  return new Map(entries);
}
