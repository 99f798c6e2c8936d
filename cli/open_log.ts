import { join } from "node:path";
import type { Logging } from "../infra/logging/mod.ts";
import type { CommandContext } from "./command.ts";
import { loadLogging } from "./later.ts";
import type { Workspace } from "./wire.ts";

/**
 * Opens the log of an environment: JSON lines in `<paths.logs>/<environment>.log`, and what is urgent (with `--verbose`
 * everything) as text to `write`.
 */
export async function openLog(
  { settings, environment, secrets }: Workspace,
  { effects, style, verbose, noteLogFile }: CommandContext,
  write: (text: string) => void,
): Promise<Logging> {
  const { configureLogging } = await loadLogging();
  const { level, max_bytes: maxBytes, max_files: maxFiles } = settings.logger;
  const path = join(settings.paths.logs, `${environment}.log`);
  const logging = await configureLogging({
    clock: effects.clock,
    level,
    terminal: style.enabled ? "pretty" : "plain",
    terminalLevel: verbose ? level : "warning",
    write: (text) => write(text.trimEnd()),
    file: { path, maxBytes, maxFiles },
    secrets,
  });
  noteLogFile(path);
  return logging;
}
