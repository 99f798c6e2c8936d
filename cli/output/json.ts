/** One JSON document for a script, two spaces of indent, with a line end. */
export function jsonDocument(value: unknown): string {
  return `${JSON.stringify(value, plain, 2)}\n`;
}

/** One JSON value on one line, with a line end. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value, plain)}\n`;
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  }
  return value instanceof Map ? Object.fromEntries(value) : value;
}
