import { Problem } from "../../infra/errors.ts";
import { countOf, formatCount } from "../../infra/format.ts";
import type { QueryOptions, Session } from "../duckdb/mod.ts";
import type { StageContext, Staged } from "../readers/types.ts";
import { compileContract } from "../schema/mod.ts";
import { quoteName } from "../sql.ts";
import { describeTable } from "../table.ts";
import type { ReadReport, Table } from "../types.ts";
import { admitColumns, type AdmittedColumn, type Condition } from "./columns.ts";
import { nameColumns } from "./header.ts";
import { askAll } from "./questions.ts";
import { anyBroken, countRejects, createRejects, rejectBroken, rejectUnparsed } from "./rejects.ts";
import { keepRejects } from "./rejects_file.ts";

/** What the admit step needs beside the rows. */
export interface AdmitOptions {
  /** Share of rows, 0 to 1, that may be put aside. */
  readonly maxRejectRatio: number;
  /** Parquet file for the rejected rows. */
  readonly rejectsFile: string;
  readonly run: string;
}

/**
 * Turns staged rows into the table that was asked for: names trimmed, values cast, rules checked set-based; rows that
 * break a rule are put aside with their place.
 *
 * @throws Problem of kind `data` for a header that does not fit, no rows, or more rejects than allowed
 */
export async function admit(staged: Staged, context: StageContext, options: AdmitOptions): Promise<ReadReport> {
  const { session, options: { schema, as, partial = false, signal } } = context;
  const query: QueryOptions = signal === undefined ? {} : { signal };
  const source = staged.files.map(({ path }) => path).join(", ");
  const contract = schema === undefined ? undefined : compileContract(schema);
  const named = nameColumns(staged.columns, contract, source);
  const columns = await admitColumns(session, staged, named, contract, (label) => context.scratch(label), query);
  const dropped = named.length - columns.length;

  const rejects = { session, relation: context.scratch("rejects"), run: options.run, options: query };
  await createRejects(rejects);
  const unparsed = staged.unparsed === undefined ? 0 : await rejectUnparsed(rejects, staged.unparsed);
  const broken = await brokenConditions(session, staged, columns, query);
  const unlisted = new Map(broken.length === 0 ? [] : await rejectBroken(rejects, staged, broken));
  if (staged.unlisted !== undefined && staged.unlisted > 0) unlisted.set("not listed", staged.unlisted);

  const counts = await countRejects(rejects, unlisted);
  const rejected = counts.reduce((sum, { rows }) => sum + rows, 0);
  await keepRejects(rejects, options.rejectsFile, rejected);
  const report = {
    dataset: context.dataset,
    files: staged.files,
    rejected,
    rejects: counts,
    ...(rejected === 0 ? {} : { rejectsFile: options.rejectsFile }),
    warnings: [
      ...(staged.warnings ?? []),
      ...(dropped === 0 || partial ? [] : [droppedWarning(named, columns)]),
      ...(unlisted.size === 0 ? [] : [`not every rejected row is listed: there are ${rejected}`]),
    ],
  };
  const parsed = await countRows(session, staged.from, query) + unparsed + (staged.unlisted ?? 0);
  refuse(report, parsed, source, context, options);
  const table = await settle(session, staged, columns, broken, as, query);
  return { ...report, table };
}

function droppedWarning(named: readonly { name: string }[], columns: readonly { name: string }[]): string {
  const kept = new Set(columns.map(({ name }) => name));
  const names = named.map(({ name }) => name).filter((name) => !kept.has(name));
  const more = names.length > 5 ? `, and ${names.length - 5} more` : "";
  return `columns not used: ${names.slice(0, 5).join(", ")}${more}`;
}

/** Conditions that some row meets. Each is asked by itself, so that minima and maxima kept beside the data answer most. */
async function brokenConditions(
  session: Session,
  staged: Staged,
  columns: readonly AdmittedColumn[],
  options: QueryOptions,
): Promise<readonly Condition[]> {
  const all = columns.flatMap(({ conditions, distinct }) => {
    const from = distinct === undefined ? staged.from : quoteName(distinct);
    return conditions.map((condition) => ({
      condition,
      question: `EXISTS (SELECT 1 FROM ${from} WHERE ${condition.broken})`,
    }));
  });
  const isBroken = await askAll(session, all.map(({ question }) => question), options);
  return all.filter((_, i) => isBroken[i]).map(({ condition }) => condition);
}

async function countRows(session: Session, from: string, options: QueryOptions): Promise<number> {
  return (await session.row<{ n: number }>(`SELECT count(*) AS n FROM ${from}`, [], options))?.n ?? 0;
}

function refuse(
  { dataset, rejected, rejects, rejectsFile }: Omit<ReadReport, "table">,
  rows: number,
  source: string,
  context: StageContext,
  { maxRejectRatio }: AdmitOptions,
): void {
  if (rows === 0) {
    throw new Problem("data", `Cannot read "${source}": it has a header and no rows`, {
      place: context.place,
      remedy: "Put the data there.",
    });
  }
  if (rejected <= rows * maxRejectRatio) return;
  const share = `${(100 * rejected / rows).toFixed(2)} %`;
  const rules = rejects.slice(0, 3).map(({ rule, rows, samples: [sample] }) =>
    `${rule} (${countOf(rows, "row")}${sample === undefined ? "" : `, such as ${sample}`})`
  );
  throw new Problem(
    "data",
    `Cannot accept ${dataset}: ${formatCount(rejected)} of ${countOf(rows, "row")} (${share}) ` +
      `${rejected === 1 ? "was" : "were"} put aside, more than the ${100 * maxRejectRatio} % allowed: ${
        rules.join("; ")
      }`,
    {
      place: rejects.flatMap(({ samples }) => samples)[0]?.split(": ")[0] ?? source,
      remedy: `Look at ${rejectsFile}, fix the file, or raise ${context.place}.max_reject_ratio.`,
    },
  );
}

/** Makes the relation `as` of the rows that break no rule, with as little copying as the staging allows. */
async function settle(
  session: Session,
  staged: Staged,
  columns: readonly AdmittedColumn[],
  broken: readonly Condition[],
  as: string,
  options: QueryOptions,
): Promise<Table> {
  const target = quoteName(as);
  const where = broken.length === 0 ? "" : ` WHERE NOT (${anyBroken(broken)})`;
  const select = `SELECT ${
    columns.map(({ name, sql }) => `${sql} AS ${quoteName(name)}`).join(", ")
  } FROM ${staged.from}${where}`;
  await dropRelation(session, as);
  if (staged.storage === "scan") {
    await session.run(`CREATE VIEW ${target} AS ${select}`, [], options);
  } else if (staged.storage === "table" && isAsStaged(staged, columns)) {
    if (broken.length > 0) await session.run(`DELETE FROM ${staged.from}${where.replace("NOT ", "")}`, [], options);
    await session.run(`ALTER TABLE ${staged.from} RENAME TO ${target}`, [], options);
  } else {
    await session.run(`CREATE TABLE ${target} AS ${select}`, [], options);
  }
  return await describeTable(session, as, { signal: options.signal });
}

function isAsStaged(staged: Staged, columns: readonly AdmittedColumn[]): boolean {
  return columns.length === staged.columns.length && columns.every(({ asStaged }) => asStaged);
}

async function dropRelation(session: Session, name: string): Promise<void> {
  const row = await session.row<{ type: string }>(
    `SELECT table_type AS type FROM information_schema.tables
     WHERE table_name = $name AND table_catalog = current_database() AND table_schema = current_schema()`,
    { name },
  );
  if (row !== undefined) await session.run(`DROP ${row.type === "VIEW" ? "VIEW" : "TABLE"} ${quoteName(name)}`);
}
