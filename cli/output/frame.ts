import { formatDuration } from "../../infra/format.ts";
import type { RunProgress } from "./progress.ts";
import type { Size } from "./stream.ts";
import type { Style } from "./style.ts";
import { safeText, textWidth, truncate } from "./width.ts";

const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] as const;
const framesPerSecond = 10;
const mostSteps = 8;
const barColumns = 24;
/** Where elapsed times end: under those of ended assets. */
const timeColumn = 46;

/** The moving part of a run's display: running steps with elapsed time, then a bar. Every line fits into the columns. */
export function progressFrame(
  progress: RunProgress,
  options: {
    readonly style: Style;
    readonly size: Size;
    /** Milliseconds since 1970. */
    readonly now: number;
    readonly startedAt: number;
    /** Whether an end was asked for and is on its way. */
    readonly stopping: boolean;
  },
): readonly string[] {
  const { style, size, now, startedAt, stopping } = options;
  const turn = spinner[Math.floor((now / 1000) * framesPerSecond) % spinner.length] ?? spinner[0];
  const running = progress.running();
  const shown = running.slice(0, Math.max(1, Math.min(mostSteps, size.rows - 4)));
  const lines = shown.map((step) => {
    const sign = step.status === "retrying" ? style.yellow("↻") : style.cyan(turn);
    const elapsed = step.startedAt === undefined ? "" : formatDuration(now - step.startedAt);
    const attempt = step.attempt > 1 ? style.yellow(` (try ${step.attempt})`) : "";
    return spread(`${sign} ${safeText(step.id)}${attempt}`, style.dim(elapsed), size.columns);
  });
  if (running.length > shown.length) lines.push(style.dim(`  and ${running.length - shown.length} more`));
  lines.push(barLine(progress, { style, columns: size.columns, elapsed: now - startedAt, stopping }));
  return lines.map((line) => truncate(line, size.columns - 1));
}

function barLine(
  progress: RunProgress,
  options: {
    readonly style: Style;
    readonly columns: number;
    readonly elapsed: number;
    readonly stopping: boolean;
  },
): string {
  const { style, columns, elapsed, stopping } = options;
  const { planned, ended } = progress;
  const counts = planned === 0 ? "starting" : `${ended}/${planned} steps`;
  const state = stopping ? style.yellow("stopping, Ctrl-C again to stop at once") : style.dim(formatDuration(elapsed));
  const width = Math.max(0, Math.min(barColumns, columns - 40));
  const filled = planned === 0 ? 0 : Math.round((ended / planned) * width);
  const bar = style.cyan("━".repeat(filled)) + style.dim("─".repeat(width - filled));
  return [bar, counts, state].filter((part) => part !== "").join("  ");
}

function spread(left: string, right: string, columns: number): string {
  const limit = Math.min(columns - 1, timeColumn);
  const space = limit - textWidth(left) - textWidth(right);
  return space >= 2 ? left + " ".repeat(space) + right : `${left}  ${right}`;
}
