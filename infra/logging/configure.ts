import type { Logger as Target, LogRecord } from "@logtape/logtape";
import type { Clock } from "../clock.ts";
import { toError } from "../errors.ts";
import type { LogFields, Logger, LogLevel } from "../log.ts";
import { type Redactor, redactor } from "../redact.ts";
import { fileSink, jsonFormatter, lineSink, type LogFile, redacting } from "./sinks.ts";
import { terminalFormatter } from "./terminal.ts";

/** What records look like on the terminal. */
const terminalForms = ["pretty", "plain", "json", "none"] as const;

/** One of {@link terminalForms}. */
export type TerminalForm = (typeof terminalForms)[number];

/** Where log records go. */
export interface LoggingOptions {
  /** The time of every record. */
  readonly clock: Clock;
  /** The least urgent level that is logged. @default "info" */
  readonly level?: LogLevel;
  /** @default "plain" */
  readonly terminal?: TerminalForm;
  /** The least urgent level on the terminal. @default the same as `level` */
  readonly terminalLevel?: LogLevel;
  /** Writes to the terminal; a progress display puts itself in between here. @default standard error */
  readonly write?: (text: string) => void;
  /** JSON lines go here too. @default none */
  readonly file?: LogFile;
  /** Values that must never be shown. @default [] */
  readonly secrets?: Iterable<string>;
  /** The name of the program in JSON lines. @default "clustering" */
  readonly name?: string;
}

/** Logging that is ready. */
export interface Logging extends AsyncDisposable {
  readonly logger: Logger;
  /** Writes out what is pending and closes the file; later records are dropped. */
  close(): Promise<void>;
}

/**
 * Sets up logging for this process and gives its logger; a second call replaces the first one's. Secrets are taken out of
 * every record before it is formatted. A file that cannot be opened or written costs one warning and nothing else.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { manualClock } from "../clock.ts";
 * import { configureLogging } from "./configure.ts";
 *
 * const lines: string[] = [];
 * await using logging = await configureLogging({
 *   clock: manualClock(),
 *   terminal: "json",
 *   write: (text) => lines.push(text),
 *   secrets: ["hunter2"],
 * });
 * logging.logger.with({ run: "r1", step: "sales" }).info("Signed in with hunter2", { rows: 3 });
 * assert.deepEqual(JSON.parse(lines[0] ?? ""), {
 *   "@timestamp": "1970-01-01T00:00:00.000Z",
 *   level: "INFO",
 *   message: "Signed in with [redacted]",
 *   logger: "clustering",
 *   run: "r1",
 *   step: "sales",
 *   rows: 3,
 * });
 * ```
 */
export async function configureLogging(options: LoggingOptions): Promise<Logging> {
  const { clock, level = "info", secrets = [], name = "clustering" } = options;
  const { terminalLevel = level } = options;
  const { configure, getConfig, getLogger, reset, withFilter } = await import("@logtape/logtape");
  const hide = redactor(secrets);
  const terminal = redacting(await terminalSink(options), hide);
  const warn = oneWarning(terminal, { clock, name, hide });
  const file = await openFile(options.file, warn);
  const category = [name];
  const config = {
    reset: true,
    sinks: {
      terminal: Object.assign(withFilter(terminal, terminalLevel), {
        [Symbol.asyncDispose]: terminal[Symbol.asyncDispose],
      }),
      ...file === undefined ? {} : { file: redacting(file, hide) },
      meta: (record: LogRecord) => warn(options.file?.path ?? "", record.properties["error"]),
    },
    loggers: [
      { category, sinks: file === undefined ? ["terminal"] : ["terminal", "file"], lowestLevel: level },
      { category: ["logtape", "meta"], sinks: ["meta"], lowestLevel: "warning" as const },
    ],
  };
  await configure<string, string>(config);
  const close = async () => {
    if (getConfig() === config) await reset();
  };
  return { logger: new CategoryLogger(getLogger(category), clock, {}), close, [Symbol.asyncDispose]: close };
}

async function terminalSink(options: LoggingOptions): Promise<(record: LogRecord) => void> {
  const { terminal = "plain", write = writeToStandardError } = options;
  switch (terminal) {
    case "none":
      return () => undefined;
    case "json":
      return lineSink(await jsonFormatter(), write);
    case "pretty":
    case "plain":
      return lineSink(await terminalFormatter(terminal), write);
    default:
      return unreachable(terminal);
  }
}

type Warn = (path: string, error: unknown) => void;

/** Says once that the log file fails: the run matters more than its log. */
function oneWarning(
  sink: (record: LogRecord) => void,
  options: { readonly clock: Clock; readonly name: string; readonly hide: Redactor },
): Warn {
  const { clock, name, hide } = options;
  let warned = false;
  return (path, error) => {
    if (warned) return;
    warned = true;
    const text = `Cannot write the log file "${path}": ${hide.text(toError(error).message)}; going on without it`;
    const timestamp = clock.now();
    sink({ category: [name], level: "warning", message: [text], rawMessage: text, timestamp, properties: {} });
  };
}

async function openFile(file: LogFile | undefined, warn: Warn): ReturnType<typeof tryOpen> {
  return file === undefined ? undefined : await tryOpen(file, warn);
}

async function tryOpen(file: LogFile, warn: Warn): Promise<Awaited<ReturnType<typeof fileSink>> | undefined> {
  try {
    return await fileSink(file);
  } catch (error) {
    warn(file.path, error);
    return undefined;
  }
}

function writeToStandardError(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
}

/** Records of one category with fields of their own. */
class CategoryLogger implements Logger {
  readonly #target: Target;
  readonly #clock: Clock;
  readonly #fields: LogFields;

  constructor(target: Target, clock: Clock, fields: LogFields) {
    this.#target = target;
    this.#clock = clock;
    this.#fields = fields;
  }

  debug(message: string, fields?: LogFields): void {
    this.#emit("debug", message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#emit("info", message, fields);
  }

  warning(message: string, fields?: LogFields): void {
    this.#emit("warning", message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#emit("error", message, fields);
  }

  with(fields: LogFields): Logger {
    return new CategoryLogger(this.#target, this.#clock, { ...this.#fields, ...fields });
  }

  /** Made by hand, because the usual methods read `{…}` in messages as placeholders and take the time themselves. */
  #emit(level: LogLevel, message: string, fields: LogFields = {}): void {
    if (!this.#target.isEnabledFor(level)) return;
    const properties = { ...this.#fields, ...fields };
    this.#target.emit({ level, message: [message], rawMessage: message, timestamp: this.#clock.now(), properties });
  }
}

function unreachable(value: never): never {
  throw new TypeError(`Cannot log in the form ${JSON.stringify(value)}`);
}
