import { tellRun } from "./alerting.ts";
import type { CommandContext } from "./command.ts";
import { interrupted } from "./interrupted.ts";
import type { LogFormat } from "./open_log.ts";
import { jsonDisplay, jsonLine, lineDisplay, liveDisplay, type RunDisplay, summaryLines } from "./output/mod.ts";
import { lineWidth, printLines } from "./print.ts";
import { runEngine, type RunParts } from "./run_engine.ts";
import { runExitCode, summarizeRun } from "./summary.ts";

/** How a run is shown. */
export interface ExecuteOptions {
  /** Events and the summary are lines of JSON. */
  readonly json: boolean;
  /** Steps at the same time. */
  readonly concurrency: number | undefined;
  /** Form of log records on standard error, all of the configured level. @default urgent ones, where the progress is shown */
  readonly logFormat?: LogFormat | undefined;
}

/**
 * Executes a run before a person's or a script's eyes: progress, then the summary; Ctrl-C and TERM cancel it, a second signal
 * ends the process at once.
 *
 * @returns the exit code
 */
export async function executeRequest(
  parts: RunParts,
  context: CommandContext,
  options: ExecuteOptions,
): Promise<number> {
  const { effects, style } = context;
  const { logFormat } = options;
  using display = displayFor(context, options.json);
  using interrupt = interrupted(effects, () => display[Symbol.dispose]());
  interrupt.signal.addEventListener("abort", () => display.stopping(), { once: true });
  const result = await runEngine(parts, context, {
    signal: interrupt.signal,
    onEvent: (event) => display.event(event),
    // A terminal that is drawn on shows records above the drawing.
    onLine: (text) =>
      logFormat === undefined || effects.stdout.isTerminal ? display.line(text) : effects.stderr.write(`${text}\n`),
    onUrgent: logFormat === undefined ? display.urgent : undefined,
    format: logFormat,
    concurrency: options.concurrency,
  });
  display[Symbol.dispose]();
  const summary = summarizeRun(result.run, result.steps, result.checks);
  if (options.json) {
    effects.stdout.write(jsonLine({ kind: "summary", ...summary, facts: Object.fromEntries(summary.facts) }));
  } else {
    const { root } = parts.workspace;
    const lines = summaryLines(summary, { style, width: lineWidth(context), root, program: effects.program });
    printLines(context, ["", ...lines]);
  }
  await tellRun(parts, context, result.run.id, interrupt.signal);
  return runExitCode(summary);
}

function displayFor({ effects, style, verbose }: CommandContext, json: boolean): RunDisplay {
  const options = { output: effects.stdout, style, clock: effects.clock, verbose };
  if (json) return jsonDisplay(options, effects.stderr);
  const canDraw = effects.stdout.isTerminal && effects.environment.get("TERM") !== "dumb";
  return canDraw ? liveDisplay(options) : lineDisplay(options);
}
