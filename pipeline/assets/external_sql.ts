import { quoteName } from "../../core/sql.ts";
import type { Column, JobParams, ReadReport, Session, Table } from "../resources/types.ts";
import { createTable } from "./relations.ts";

const key = "STORE_NBR";

/** A column that several sources have, and the name it got. */
export interface RenamedColumn {
  readonly source: string;
  readonly column: string;
  readonly name: string;
}

/** The joined sources. */
export interface JoinedSources {
  readonly table: Table;
  readonly renamed: RenamedColumn[];
}

/**
 * Joins sources on STORE_NBR, keeping every store of each (full outer join, one key column), sorted by store and then by
 * the rows' order in the sources. A column name that an earlier source has is suffixed with the source's name.
 */
export async function joinByStore(
  session: Session,
  sources: readonly ReadReport[],
  relation: string,
  signal: AbortSignal,
): Promise<JoinedSources> {
  const taken = new Set([key.toLowerCase()]);
  const renamed: RenamedColumn[] = [];
  const columns: string[] = [];
  sources.forEach(({ dataset, table }, position) => {
    for (const { name } of table.columns.filter((column) => column.name !== key)) {
      const unique = freeName(name, dataset, taken);
      taken.add(unique.toLowerCase());
      if (unique !== name) renamed.push({ source: dataset, column: name, name: unique });
      columns.push(`s${position}.${quoteName(name)} AS ${quoteName(unique)}`);
    }
  });
  const order = sources.map((_, position) => `s${position}._row_order_`);
  const table = await createTable(
    session,
    relation,
    `SELECT ${[key, ...columns].join(",\n       ")}
     FROM ${joinClause(sources)}
     ORDER BY ${[key, ...order].join(" NULLS FIRST, ")} NULLS FIRST`,
    signal,
  );
  return { table, renamed };
}

function joinClause(sources: readonly ReadReport[]): string {
  return sources.map(({ table }, position) => {
    const rows = `(SELECT *, row_number() OVER () AS _row_order_ FROM ${quoteName(table.relation)}) AS s${position}`;
    return position === 0 ? rows : `FULL OUTER JOIN ${rows} USING (${key})`;
  }).join("\n     ");
}

/** Names that differ by case only are one name to DuckDB; `taken` holds lower-cased ones. */
function freeName(name: string, source: string, taken: ReadonlySet<string>): string {
  const isTaken = (candidate: string) => taken.has(candidate.toLowerCase());
  let candidate = isTaken(name) ? `${name}_${source}` : name;
  for (let n = 2; isTaken(candidate); n++) candidate = `${name}_${source}_${n}`;
  return candidate;
}

/** What preparing external data did. */
export interface PreparedExternal {
  readonly table: Table;
  /** Rows of stores that occurred before; 0 unless `remove_duplicates` is on. */
  readonly duplicates_removed: number;
  /** Stores that occur more than once in the joined sources. */
  readonly duplicate_stores: number;
  /** Columns dropped for their share of missing values, with that share. */
  readonly columns_dropped: { readonly [name: string]: number };
  /** Columns replaced by z-scores. */
  readonly columns_standardized: string[];
}

/** The parameters that external data are prepared by. */
export type ExternalParams = Pick<JobParams, "remove_duplicates" | "remove_null_threshold" | "standardize_features">;

/** Applies `remove_duplicates`, then `remove_null_threshold`, then `standardize_features` (DuckDB table in, table out). */
export async function prepareExternal(
  session: Session,
  features: Table,
  params: ExternalParams,
  relation: string,
  signal: AbortSignal,
): Promise<PreparedExternal> {
  const unique = `${relation}_unique`;
  await session.run(
    `CREATE OR REPLACE TABLE ${quoteName(unique)} AS
     FROM (SELECT *, row_number() OVER () AS _row_order_ FROM ${quoteName(features.relation)})
     ${params.remove_duplicates ? `QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY _row_order_) = 1` : ""}`,
    undefined,
    { signal },
  );
  const duplicates = await session.row<{ stores: number }>(
    `SELECT count(*) AS stores FROM (SELECT ${key} FROM ${
      quoteName(features.relation)
    } GROUP BY ${key} HAVING count(*) > 1)`,
  );
  const dropped = await mostlyNull(session, unique, features.columns, params.remove_null_threshold);
  const kept = features.columns.filter(({ name }) => !Object.hasOwn(dropped, name));
  const scaled = params.standardize_features ? kept.filter(isNumericFeature).map(({ name }) => name) : [];
  const table = await createTable(
    session,
    relation,
    `SELECT ${kept.map(({ name }) => scaled.includes(name) ? zScore(name) : quoteName(name)).join(", ")}
     FROM ${quoteName(unique)} ORDER BY _row_order_`,
    signal,
  );
  await session.run(`DROP TABLE ${quoteName(unique)}`);
  return {
    table,
    duplicates_removed: features.rows - table.rows,
    duplicate_stores: duplicates?.stores ?? 0,
    columns_dropped: dropped,
    columns_standardized: scaled,
  };
}

async function mostlyNull(
  session: Session,
  relation: string,
  columns: readonly Column[],
  threshold: number | null,
): Promise<Record<string, number>> {
  const candidates = columns.filter(({ name }) => name !== key).map(({ name }) => name);
  if (threshold === null || candidates.length === 0) return {};
  const [shares] = await session.rows<Record<string, number>>(
    `SELECT ${candidates.map((name) => `1 - count(${quoteName(name)}) / count(*) AS ${quoteName(name)}`).join(", ")}
     FROM ${quoteName(relation)}`,
  );
  return Object.fromEntries(Object.entries(shares ?? {}).filter(([, share]) => share > threshold));
}

const numericType = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U[A-Z]*INT|FLOAT|DOUBLE|DECIMAL.*)$/;

function isNumericFeature({ name, type }: Column): boolean {
  return name !== key && numericType.test(type);
}

/** A constant column has no spread: its z-scores are 0. */
function zScore(name: string): string {
  const column = quoteName(name);
  return `coalesce((${column} - avg(${column}) OVER ()) / nullif(stddev_pop(${column}) OVER (), 0), ${column} * 0.0) AS ${column}`;
}
