import { join } from "node:path";
import type { Logging } from "../infra/logging/mod.ts";
import type { CommandContext } from "./command.ts";
import { loadLogging } from "./later.ts";
import type { Workspace } from "./wire.ts";

/** Who is shown urgent records, or every record with `--verbose`. */
export interface LogReader {
  /** Gets records as lines of text. */
  readonly onLine: (text: string) => void;
  /** Gets messages alone, in place of lines. @default nobody */
  readonly onUrgent?: ((isError: boolean, message: string) => void) | undefined;
}

/** Opens the log of an environment: JSON lines in `<paths.logs>/<environment>.log`, and what `reader` is shown. */
export async function openLog(
  { settings, environment, secrets }: Workspace,
  { effects, style, verbose, noteLogFile }: CommandContext,
  { onLine, onUrgent }: LogReader,
): Promise<Logging> {
  const { configureLogging } = await loadLogging();
  const { level, max_bytes: maxBytes, max_files: maxFiles } = settings.logger;
  const path = join(settings.paths.logs, `${environment}.log`);
  const logging = await configureLogging({
    clock: effects.clock,
    level,
    terminal: onUrgent !== undefined ? "json" : style.enabled ? "pretty" : "plain",
    terminalLevel: verbose ? level : "warning",
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
