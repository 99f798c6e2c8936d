import type { LogRecord, Sink } from "@logtape/logtape";
import { dirname } from "node:path";
import type { Redactor } from "../redact.ts";

/** The log file of an environment and how it is rotated. */
export interface LogFile {
  readonly path: string;
  /** Size at which the file is renamed to `<path>.1` and a new one begins. @default 10_000_000 */
  readonly maxBytes?: number;
  /** How many renamed files are kept. @default 5 */
  readonly maxFiles?: number;
}

/** JSON lines in a rotating file. Records are written at once and flushed to the disk behind the program's back. */
export async function fileSink(file: LogFile): Promise<Sink & AsyncDisposable> {
  const { path, maxBytes = 10_000_000, maxFiles = 5 } = file;
  await Deno.mkdir(dirname(path), { recursive: true });
  const { getRotatingFileSink } = await import("@logtape/file");
  const formatter = await jsonFormatter();
  const options = { formatter, maxSize: maxBytes, maxFiles, bufferSize: 0, nonBlocking: true };
  // Of the package's two signatures the one of the blocking sink fits first; this one is closed asynchronously.
  return getRotatingFileSink(path, options) as Sink as Sink & AsyncDisposable;
}

/** One JSON object per line: `@timestamp`, `level`, `message`, `logger` and the fields. */
export async function jsonFormatter(): Promise<(record: LogRecord) => string> {
  const { getJsonLinesFormatter } = await import("@logtape/logtape");
  const format = getJsonLinesFormatter({ properties: "flatten" });
  return (record) => format({ ...record, properties: withoutReserved(record.properties) });
}

const reserved: readonly string[] = ["@timestamp", "level", "message", "logger"];

/** Fields that are named like a part of the record itself get a `_` behind, so that they do not replace it. */
function withoutReserved(properties: LogRecord["properties"]): LogRecord["properties"] {
  if (!reserved.some((key) => Object.hasOwn(properties, key))) return properties;
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [reserved.includes(key) ? `${key}_` : key, value]),
  );
}

/** A sink that writes formatted lines; a terminal that is gone is no reason to stop. */
export function lineSink(format: (record: LogRecord) => string, write: (text: string) => void): Sink {
  return (record) => {
    try {
      write(format(record));
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  };
}

/** Takes secrets out of every record before `sink` sees it. */
export function redacting(sink: Sink & Partial<AsyncDisposable>, redactor: Redactor): Sink & AsyncDisposable {
  const wrapped = (record: LogRecord) => {
    const message = record.message.map((part) => typeof part === "string" ? redactor.text(part) : redactor.value(part));
    const properties = redactor.value(record.properties) as LogRecord["properties"];
    sink({ ...record, message, rawMessage: message.join(""), properties });
  };
  return Object.assign(wrapped, {
    async [Symbol.asyncDispose]() {
      await sink[Symbol.asyncDispose]?.();
    },
  });
}
