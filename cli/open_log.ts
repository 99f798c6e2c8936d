import { join } from "node:path";
import type { Logging } from "../infra/logging/mod.ts";
import type { CommandContext } from "./command.ts";
import { loadLogging } from "./later.ts";
import type { Workspace } from "./wire.ts";

/** Forms of log records on standard error. */
export const logFormats = ["text", "json"] as const;

/** One of {@link logFormats}. */
export type LogFormat = (typeof logFormats)[number];

/** Who is shown urgent records, or every record with `--verbose`. */
export interface LogReader {
  /** Gets records as lines of text. */
  readonly onLine: (text: string) => void;
  /** Shows every record of the configured level, in this form. @default urgent ones, as text */
  readonly format?: LogFormat | undefined;
  /** Gets messages alone, in place of lines. @default nobody */
  readonly onUrgent?: ((isError: boolean, message: string) => void) | undefined;
}

/** Opens the log of an environment: JSON lines in `<paths.logs>/<environment>.log`, and what `reader` is shown. */
export async function openLog(
  { settings, environment, secrets }: Workspace,
  { effects, style, verbose, noteLogFile }: CommandContext,
  { onLine, onUrgent, format }: LogReader,
): Promise<Logging> {
  const { configureLogging } = await loadLogging();
  const { level, max_bytes: maxBytes, max_files: maxFiles } = settings.logger;
  const path = join(settings.paths.logs, `${environment}.log`);
  const logging = await configureLogging({
    clock: effects.clock,
    level,
    terminal: onUrgent !== undefined || format === "json" ? "json" : style.enabled ? "pretty" : "plain",
    terminalLevel: verbose || format !== undefined ? level : "warning",
    write(text) {
      if (onUrgent === undefined) return onLine(text.trimEnd());
      const { level, message } = JSON.parse(text) as { readonly level: string; readonly message: string };
      onUrgent(level !== "WARN", message);
    },
    file: { path, maxBytes, maxFiles },
    secrets,
  });
  noteLogFile(path);
  return logging;
}
