import { quoteName } from "../../core/mod.ts";
import { Problem } from "../../infra/errors.ts";
import { columnNamed, isNumeric, isTemporal } from "./cells.ts";
import type { ColumnFilter, DataColumn, FilterOperator, RowChoice } from "./types.ts";

/** SQL after FROM that keeps and orders rows, and the values bound in it. */
export interface RowClauses {
  readonly where: string;
  readonly order: string;
  readonly params: Readonly<Record<string, string>>;
}

const signs: Readonly<Record<Exclude<FilterOperator, "contains" | "empty" | "filled">, string>> = {
  eq: "IS NOT DISTINCT FROM",
  ne: "IS DISTINCT FROM",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
};

/** The clauses of a choice of rows. @throws {Problem} of kind usage for unknown columns and values that are none of the type */
export function rowClauses(columns: readonly DataColumn[], { filters = [], sort }: RowChoice): RowClauses {
  const conditions = filters.map((filter, index) => conditionSql(columnNamed(columns, filter.column), filter, index));
  const bound = filters.flatMap(({ operator, value }, index) => operator in needless ? [] : [[`f${index}`, value]]);
  const order = sort === undefined
    ? ""
    : `ORDER BY ${quoteName(columnNamed(columns, sort.column).name)} ${sort.descending ? "DESC" : "ASC"} NULLS LAST`;
  return {
    where: conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`,
    order,
    params: Object.fromEntries(bound),
  };
}

const needless = { empty: true, filled: true };

function conditionSql({ name, type }: DataColumn, { operator, value }: ColumnFilter, index: number): string {
  const column = quoteName(name);
  switch (operator) {
    case "empty":
      return `${column} IS NULL`;
    case "filled":
      return `${column} IS NOT NULL`;
    case "contains":
      return `contains(lower(CAST(${column} AS VARCHAR)), lower($f${index}))`;
    case "eq":
    case "ne":
    case "lt":
    case "le":
    case "gt":
    case "ge":
      checkValue(name, type, value);
      return `${column} ${signs[operator]} CAST($f${index} AS ${type})`;
    default:
      return operator satisfies never;
  }
}

function checkValue(name: string, type: string, value: string): void {
  const wanted = isNumeric(type) && (value.trim() === "" || Number.isNaN(Number(value)))
    ? "a number"
    : isTemporal(type) && !/^\d/.test(value)
    ? "a date or time, such as 2026-01-31"
    : type === "BOOLEAN" && !/^(true|false)$/i.test(value)
    ? "true or false"
    : undefined;
  if (wanted === undefined) return;
  throw new Problem("usage", `Cannot compare the column "${name}" with "${value}": it is not ${wanted}`, {
    place: name,
    remedy: `The column is of type ${type}; give ${wanted}, or use "contains".`,
  });
}
