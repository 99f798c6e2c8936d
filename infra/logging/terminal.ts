import type { LogRecord, TextFormatter } from "@logtape/logtape";

/** Shown apart from the other fields of a record. */
const ownColumns: readonly string[] = ["run", "step"];

/**
 * A formatter for lines that a person reads while a program runs: local time, level, step, message, the other fields as
 * `key=value`; of errors the messages, their stacks are in the log file.
 *
 * @param form `pretty` with colours, `plain` without.
 */
export async function terminalFormatter(form: "pretty" | "plain"): Promise<TextFormatter> {
  const format = form === "pretty" ? await prettyFormatter() : await plainFormatter();
  return (record) => format(inColumns(record));
}

async function prettyFormatter(): Promise<TextFormatter> {
  const { getPrettyFormatter } = await import("@logtape/pretty");
  return getPrettyFormatter({
    timestamp: "time",
    timeZone: null,
    icons: false,
    levelStyle: null,
    messageStyle: null,
    messageColor: null,
    categoryWidth: 24,
    wordWrap: false,
    sanitize: { sgr: "escape" },
  });
}

async function plainFormatter(): Promise<TextFormatter> {
  const { getTextFormatter } = await import("@logtape/logtape");
  return getTextFormatter({
    timestamp: "time",
    timeZone: null,
    level: "full",
    sanitize: { sgr: "escape", newlines: "escape" },
    format: ({ timestamp, level, category, message }) =>
      `${timestamp} ${level.padEnd(7)} ${category === "" ? "" : `${category}: `}${message}`,
  });
}

/** The record with the step in place of the category and the fields behind the message. */
function inColumns(record: LogRecord): LogRecord {
  const { step } = record.properties;
  const fields = Object.entries(record.properties).filter(([key]) => !ownColumns.includes(key));
  const text = [record.message.map(fieldText).join(""), ...fields.map(([key, value]) => `${key}=${fieldText(value)}`)];
  const category = typeof step === "string" ? [step] : [];
  return { ...record, category, message: [text.join(" ")], properties: {} };
}

function fieldText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) return errorText(value);
  if (typeof value === "number" && !Number.isInteger(value)) return String(Number(value.toPrecision(6)));
  if (typeof value !== "object" || value === null) return String(value);
  return Deno.inspect(value, { compact: true, breakLength: Infinity, depth: 4, strAbbreviateSize: 200 });
}

function errorText(error: Error): string {
  const messages = [error.message];
  let cause = error.cause;
  for (let depth = 0; cause instanceof Error && depth < 5; depth++) {
    messages.push(cause.message);
    cause = cause.cause;
  }
  return JSON.stringify(messages.join("; caused by: "));
}
