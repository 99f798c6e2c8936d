import { quoteList, quoteLiteral, quoteName, quoteNames } from "../../core/mod.ts";
import { cellOf, columnNamed, columnsOf } from "./cells.ts";
import type { Confined } from "./confined.ts";
import type { DataColumn, RowDifference } from "./types.ts";

const mostSamples = 30;
const mostTried = 6;

/** What became of the rows of one file in another one, matched by `keys`, or by columns that are found to name rows. */
export async function differenceOf(
  confined: Confined,
  files: { readonly before: string; readonly after: string },
  keys: readonly string[] = [],
): Promise<RowDifference> {
  const { session, signal } = confined;
  // Views, so that statements stay short.
  await session.run(
    `CREATE VIEW old_rows AS FROM read_parquet(${quoteList([files.before])});
     CREATE VIEW new_rows AS FROM read_parquet(${quoteList([files.after])})`,
    [],
    { signal },
  );
  const [old, fresh] = [await columnsOf(confined, "old_rows"), await columnsOf(confined, "new_rows")];
  const shared = fresh.filter(({ name }) => old.some((column) => column.name === name));
  for (const key of keys) columnNamed(shared, key);
  const names = keys.length > 0 ? keys : await findKeys(confined, shared);
  return names.length > 0 ? await byKeys(confined, names, shared) : await asWhole(confined, shared);
}

/** The first column, or pair of the first columns, that names every row of both versions; floating numbers do not. */
async function findKeys(confined: Confined, shared: readonly DataColumn[]): Promise<readonly string[]> {
  const names = shared.filter(({ type }) => !/^(DOUBLE|FLOAT)|\[\]$|^(STRUCT|MAP)/.test(type)).map(({ name }) => name);
  const tried = names.slice(0, mostTried);
  const pairs = tried.flatMap((first, i) => tried.slice(i + 1).map((second) => [first, second]));
  for (const keys of [...tried.map((name) => [name]), ...pairs]) {
    if (await isUnique(confined, "new_rows", keys) && await isUnique(confined, "old_rows", keys)) return keys;
  }
  return [];
}

async function isUnique({ session, signal }: Confined, table: string, keys: readonly string[]): Promise<boolean> {
  const row = await session.row<{ same: boolean }>(
    `SELECT count(*) = count(DISTINCT (${quoteNames(keys)})) FILTER (${
      keys.map((key) => `${quoteName(key)} IS NOT NULL`).join(" AND ")
    }) AS same FROM ${table}`,
    [],
    { signal },
  );
  return row?.same === true;
}

async function byKeys(
  confined: Confined,
  keys: readonly string[],
  shared: readonly DataColumn[],
): Promise<RowDifference> {
  const { session, signal } = confined;
  const values = shared.map(({ name }) => name).filter((name) => !keys.includes(name));
  const on = keys.map((key) => `o.${quoteName(key)} IS NOT DISTINCT FROM n.${quoteName(key)}`).join(" AND ");
  const differs = values.map((name) => `o.${quoteName(name)} IS DISTINCT FROM n.${quoteName(name)}`);
  const joined = "(SELECT *, 1 AS here FROM old_rows) AS o FULL JOIN (SELECT *, 1 AS here FROM new_rows) AS n";
  const both = "o.here IS NOT NULL AND n.here IS NOT NULL";
  const row = await session.row<Record<string, number>>(
    `SELECT count(o.here) AS before, count(n.here) AS after, count(*) FILTER (o.here IS NULL) AS added,
       count(*) FILTER (n.here IS NULL) AS removed,
       count(*) FILTER (${both} AND (${differs.join(" OR ") || "false"})) AS changed
       ${differs.map((condition, i) => `, count(*) FILTER (${both} AND ${condition}) AS d${i}`).join("")}
     FROM ${joined} ON ${on}`,
    [],
    { signal },
  );
  const { before = 0, after = 0, added = 0, removed = 0, changed = 0 } = row ?? {};
  const columns = values.map((name, i) => ({ name, rows: row?.[`d${i}`] ?? 0 })).filter(({ rows }) => rows > 0)
    .sort((a, b) => b.rows - a.rows);
  const samples = await samplesOf(confined, keys, columns.slice(0, 5).map(({ name }) => name), `${joined} ON ${on}`);
  return { keys, before, after, added, removed, changed, columns, samples };
}

async function samplesOf(
  { session, signal }: Confined,
  keys: readonly string[],
  columns: readonly string[],
  joined: string,
): Promise<RowDifference["samples"]> {
  if (columns.length === 0) return [];
  const each = Math.ceil(mostSamples / columns.length);
  const parts = columns.map((name) => {
    const [old, fresh] = [`o.${quoteName(name)}`, `n.${quoteName(name)}`];
    const key = keys.map((one) => `left(CAST(n.${quoteName(one)} AS VARCHAR), 200)`).join(", ");
    return `(SELECT [${key}] AS key, ${quoteLiteral(name)} AS "column", left(CAST(${old} AS VARCHAR), 200) AS before,
      left(CAST(${fresh} AS VARCHAR), 200) AS after
      FROM ${joined} WHERE o.here IS NOT NULL AND n.here IS NOT NULL AND ${old} IS DISTINCT FROM ${fresh}
      ORDER BY key LIMIT ${each})`;
  });
  const rows = await session.rows<{ key: unknown[]; column: string; before: unknown; after: unknown }>(
    parts.join(" UNION ALL "),
    [],
    { signal },
  );
  return rows.map(({ key, column, before, after }) => ({
    key: key.map(cellOf),
    column,
    before: cellOf(before),
    after: cellOf(after),
  }));
}

/** Without keys: rows that only one version has, each as often as it has it more often. */
async function asWhole({ session, signal }: Confined, shared: readonly DataColumn[]): Promise<RowDifference> {
  const names = shared.length === 0 ? "1" : quoteNames(shared.map(({ name }) => name));
  const row = await session.row<{ before: number; after: number; added: number; removed: number }>(
    `SELECT (SELECT count(*) FROM old_rows) AS before, (SELECT count(*) FROM new_rows) AS after,
       (SELECT count(*) FROM (SELECT ${names} FROM new_rows EXCEPT ALL SELECT ${names} FROM old_rows)) AS added,
       (SELECT count(*) FROM (SELECT ${names} FROM old_rows EXCEPT ALL SELECT ${names} FROM new_rows)) AS removed`,
    [],
    { signal },
  );
  const { before = 0, after = 0, added = 0, removed = 0 } = row ?? {};
  return { keys: [], before, after, added, removed, changed: 0, columns: [], samples: [] };
}
