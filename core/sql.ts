/** A name (table, column) as SQL identifier: `a"b` becomes `"a""b"`. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL literal: `it's` becomes `'it''s'`. For values prefer bound parameters. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Texts as SQL list literal: `['a', 'b']`. */
export function quoteList(texts: readonly string[]): string {
  return `[${texts.map(quoteLiteral).join(", ")}]`;
}

/** Names as comma-separated identifiers. */
export function quoteNames(names: readonly string[]): string {
  return names.map(quoteName).join(", ");
}

/** A record as SQL struct literal `{'a': …}`; values are SQL already. */
export function structLiteral(fields: Readonly<Record<string, string>>): string {
  const parts = Object.entries(fields).map(([key, sql]) => `${quoteLiteral(key)}: ${sql}`);
  return `{${parts.join(", ")}}`;
}

/** A finite number as SQL literal that keeps every bit. @throws RangeError for NaN and infinities */
export function quoteNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`Cannot write ${value} as SQL: it is not finite`);
  return Number.isSafeInteger(value) ? String(value) : `${value.toExponential()}::DOUBLE`;
}
