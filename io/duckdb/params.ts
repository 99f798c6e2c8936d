import type { Binding, Prepared } from "./binding.ts";
import type { SqlParams, SqlValue } from "./types.ts";

const int32Limit = 2 ** 31;

/** Binds values by position or by name; names that the statement does not use are left out. */
export function bindParams(binding: Binding, prepared: Prepared, params: SqlParams): void {
  if (Array.isArray(params)) {
    params.forEach((value, index) => bindValue(binding, prepared, index + 1, value));
    return;
  }
  const named = params as Readonly<Record<string, SqlValue>>;
  for (let index = 1; index <= prepared.parameterCount; index++) {
    const name = prepared.parameterName(index);
    const value = Object.hasOwn(named, name) ? named[name] : undefined;
    if (value === undefined) throw new TypeError(`Cannot bind parameter "${name}": no value is given`);
    bindValue(binding, prepared, index, value);
  }
}

function bindValue(binding: Binding, prepared: Prepared, index: number, value: SqlValue): void {
  if (value === null) return prepared.bindNull(index);
  if (typeof value === "string") return prepared.bindVarchar(index, value);
  if (typeof value === "boolean") return prepared.bindBoolean(index, value);
  if (typeof value === "bigint") return prepared.bindBigInt(index, value);
  if (typeof value === "number") return bindNumber(prepared, index, value);
  const { BIGINT, DOUBLE, LIST, VARCHAR, listValue } = binding;
  if (value.every((item) => typeof item === "string")) {
    return prepared.bindList(index, listValue([...value]), LIST(VARCHAR));
  }
  const numbers = value as readonly number[];
  if (numbers.every(Number.isSafeInteger)) {
    return prepared.bindList(index, listValue(numbers.map(BigInt)), LIST(BIGINT));
  }
  return prepared.bindList(index, listValue([...numbers]), LIST(DOUBLE));
}

// Whole numbers are bound as whole numbers, or LIMIT and round() would refuse them.
function bindNumber(prepared: Prepared, index: number, value: number): void {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return prepared.bindDouble(index, value);
  if (value >= -int32Limit && value < int32Limit) return prepared.bindInteger(index, value);
  return prepared.bindBigInt(index, BigInt(value));
}
