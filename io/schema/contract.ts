import { z } from "../../infra/zod.ts";
import { quoteList, quoteLiteral, quoteNumber } from "../sql.ts";
import type { TableSchema } from "../types.ts";

/** Types that a contract's column can have in DuckDB. */
const contractTypes = ["BIGINT", "DOUBLE", "VARCHAR", "BOOLEAN"] as const;

/** One of {@link contractTypes}. */
export type ContractType = (typeof contractTypes)[number];

/** A rule of a column: what it is called, and when a value breaks it. */
export interface ColumnRule {
  /** Such as `more than 0`; names the rule in rejects and messages. */
  readonly name: string;
  /** SQL condition that holds for values that break the rule; `column` is SQL for the value. */
  readonly broken: (column: string) => string;
}

/** What one column must be. */
export interface ColumnContract {
  readonly name: string;
  readonly type: ContractType;
  /** Whether the column may hold no value. */
  readonly nullable: boolean;
  /** Whether the column may be absent. */
  readonly optional: boolean;
  /** Rules in the order they are checked; the first broken one names the reason. */
  readonly rules: readonly ColumnRule[];
}

/** What a table must be. */
export interface TableContract {
  readonly columns: readonly ColumnContract[];
  /** Whether columns that the contract does not name are kept. */
  readonly open: boolean;
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

const typeNames: Readonly<Record<string, ContractType>> = {
  integer: "BIGINT",
  number: "DOUBLE",
  string: "VARCHAR",
  boolean: "BOOLEAN",
};

/**
 * Compiles a zod object into column types and rules that run as set-based SQL.
 *
 * Known checks: `z.int()`, `z.number()`, `z.string()`, `z.boolean()`, `z.enum()`, bounds, lengths, patterns, `.nullable()`,
 * `.optional()`. Numbers must be finite. A `z.looseObject` keeps columns that it does not name, a `z.object` drops them.
 *
 * @throws TypeError for a schema that a table column cannot have, such as a nested object
 */
export function compileContract(schema: TableSchema): TableContract {
  const json = z.toJSONSchema(schema) as JsonSchema;
  const required = new Set(json.required ?? []);
  const columns = Object.entries(json.properties ?? {}).map(([name, property]) =>
    compileColumn(name, property, !required.has(name))
  );
  return { columns, open: json.additionalProperties !== false };
}

function compileColumn(name: string, property: JsonSchema, optional: boolean): ColumnContract {
  const variants = property.anyOf ?? [property];
  const types = variants.flatMap(({ type, enum: values }) => type ?? (values === undefined ? [] : ["string"]));
  const nullable = types.includes("null");
  const [only, ...more] = types.filter((type) => type !== "null");
  const type = typeNames[only ?? ""];
  const schema = variants.find((variant) => variant.type !== "null");
  if (schema === undefined || more.length > 0 || type === undefined) {
    throw new TypeError(`Cannot make a table contract: column "${name}" is neither text, number nor boolean`);
  }
  const required = nullable ? [] : [{ name: "required", broken: (column: string) => `${column} IS NULL` }];
  return { name, type, nullable, optional, rules: [...required, ...valueRules(schema, type)] };
}

/**
 * Stands for a number that is not whole in a BIGINT column, where a reader turned text into numbers: DuckDB would round
 * 101.5 to 102 and refuse 1e30.
 */
const notWhole = "-9223372036854775808";

/** SQL that makes a BIGINT of a DOUBLE; what is not whole becomes {@link notWhole}. */
export function wholeNumber(double: string): string {
  const whole = `TRY_CAST(${double} AS BIGINT)`;
  return `CASE WHEN ${double} = ${whole} THEN ${whole} WHEN ${double} IS NULL THEN NULL ELSE ${notWhole} END`;
}

/** Beyond it doubles skip whole numbers, so an id might be another one. {@link notWhole} lies beyond it too. */
const largestWhole = String(Number.MAX_SAFE_INTEGER);

/** Largest finite double. NaN sorts above infinity in DuckDB, so one comparison finds both. */
const largest = "1.7976931348623157e308";

function valueRules(schema: JsonSchema, type: ContractType): ColumnRule[] {
  const rules: ColumnRule[] = [];
  const add = (name: string, broken: (column: string) => string) => rules.push({ name, broken });
  const bound = (name: string, limit: number | undefined, operator: string) => {
    if (limit !== undefined) add(`${name} ${limit}`, (column) => `${column} ${operator} ${quoteNumber(limit)}`);
  };
  if (type === "BIGINT") add("whole number", (c) => `(${c} < -${largestWhole} OR ${c} > ${largestWhole})`);
  if (type === "DOUBLE") add("finite number", (c) => `(${c} > ${largest} OR ${c} < -${largest})`);
  if (type === "VARCHAR") add("no NUL character", (c) => `contains(${c}, chr(0))`);
  bound("more than", schema.exclusiveMinimum, "<=");
  bound("at least", schema.minimum === Number.MIN_SAFE_INTEGER ? undefined : schema.minimum, "<");
  bound("less than", schema.exclusiveMaximum, ">=");
  bound("at most", schema.maximum === Number.MAX_SAFE_INTEGER ? undefined : schema.maximum, ">");
  const { minLength, maxLength, pattern } = schema;
  if (minLength !== undefined) add(`at least ${minLength} characters`, (c) => `length(${c}) < ${minLength}`);
  if (maxLength !== undefined) add(`at most ${maxLength} characters`, (c) => `length(${c}) > ${maxLength}`);
  if (pattern !== undefined) {
    add(`of the form ${pattern}`, (c) => `NOT regexp_matches(${c}, ${quoteLiteral(pattern)})`);
  }
  if (schema.enum !== undefined) {
    const accepted = schema.enum.map(String);
    add(`one of ${accepted.join(", ")}`, (c) => `NOT list_contains(${quoteList(accepted)}, ${c})`);
  }
  return rules;
}
