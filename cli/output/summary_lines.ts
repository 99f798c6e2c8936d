import { basename, dirname, relative } from "node:path";
import type { StepStatus } from "../../pipeline/engine/mod.ts";
import { defaultEnvironment } from "../default_environment.ts";
import { silenceText } from "../silence.ts";
import type { RunSummary } from "../summary.ts";
import { countOf, formatCount, formatDuration } from "../../infra/format.ts";
import { byStatus, errorLines } from "./notices.ts";
import type { Style } from "./style.ts";
import { pad, safeText, textWidth, wrap } from "./width.ts";

/** Settings of {@link summaryLines}. */
export interface SummaryOptions {
  readonly style: Style;
  /** Columns of the terminal. @default no limit */
  readonly width?: number;
  /** Folder that paths are shown relative to. */
  readonly root: string;
  /** How commands are called here, such as `clustering`. */
  readonly program: string;
}

const mostFailures = 5;
const mostFiles = 8;
const narrowest = 30;
const indent = "  ";

const words: Readonly<Record<StepStatus, string>> = {
  success: "ok",
  reused: "reused",
  failed: "failed",
  skipped: "skipped",
  canceled: "canceled",
  running: "running",
  retrying: "retrying",
  pending: "pending",
};

/** What a person wants to know when a run is over: how it went, rows, checks, files, and what to do next. */
export function summaryLines(summary: RunSummary, options: SummaryOptions): readonly string[] {
  const blocks = [
    [headline(summary, options.style)],
    factLines(summary, options),
    failureBlock(summary, options),
    nextLines(summary, options),
  ];
  return blocks.filter((block) => block.length > 0).flatMap((block) => [...block, ""]).map((line) => line.trimEnd());
}

function headline({ job, status, milliseconds, error, silentSince }: RunSummary, style: Style): string {
  const took = milliseconds === undefined ? "" : ` in ${formatDuration(milliseconds)}`;
  const [sign, word] = status === "success"
    ? ["✓", "succeeded"]
    : status === "failure"
    ? ["✗", "failed"]
    : status === "canceled"
    ? ["■", "canceled"]
    : ["▸", status];
  if (silentSince !== undefined) {
    return `${style.yellow("?")} ${style.bold(safeText(job))} ${style.yellow(silenceText(silentSince))}`;
  }
  const why = status === "canceled" && error !== undefined
    ? style.dim(`, ${safeText(error.message).replace(/^Cannot go on: /, "")}`)
    : "";
  return `${byStatus(status, `${sign} `, style)}${style.bold(safeText(job))} ${
    byStatus(status, word, style)
  }${took}${why}`;
}

function factLines(summary: RunSummary, options: SummaryOptions): readonly string[] {
  const { style, root, width = Infinity } = options;
  const facts: (readonly [string, readonly string[]])[] = [
    ["Run", [`${summary.run} ${style.dim(`in ${summary.environment}`)}`]],
    ["Steps", [stepCounts(summary, style)]],
  ];
  if (summary.rowsIn !== undefined) facts.push(["Rows in", [formatCount(summary.rowsIn)]]);
  if (summary.rowsIn !== undefined || summary.rowsRejected > 0) {
    facts.push(["Rows set aside", setAside(summary, options)]);
  }
  for (const [label, value] of summary.facts) {
    facts.push([safeText(label), [typeof value === "number" ? formatNumber(value) : safeText(value)]]);
  }
  const checks = checkLines(summary, style);
  if (checks.length > 0) facts.push(["Checks", checks]);
  if (summary.files.length > 0) facts.push(["Files written", fileLines(summary.files, root)]);
  const column = Math.max(...facts.map(([label]) => textWidth(label)));
  const room = Math.max(narrowest, width - indent.length - column - 2);
  return facts.flatMap(([label, lines]) =>
    lines.flatMap((line) => wrap(line, room)).map((line, i) =>
      `${indent}${style.dim(pad(i === 0 ? label : "", column))}  ${line}`
    )
  );
}

function stepCounts({ steps }: RunSummary, style: Style): string {
  const parts = Object.entries(words).flatMap(([status, word]) => {
    const count = steps[status as StepStatus];
    if (count === undefined) return [];
    const text = `${formatCount(count)} ${word}`;
    return [status === "success" ? text : byStatus(status, text, style)];
  });
  return parts.length === 0 ? "none" : parts.join(style.dim(", "));
}

function setAside({ rowsRejected, rejectsFiles }: RunSummary, { style, root }: SummaryOptions): readonly string[] {
  if (rowsRejected === 0) return ["0"];
  const [first, ...others] = rejectsFiles.map((file) => safeText(relativePath(root, file)));
  const count = formatCount(rowsRejected);
  if (first === undefined) return [style.yellow(count)];
  const below = " ".repeat(`${count}  see `.length);
  return [`${style.yellow(count)}  ${style.dim("see")} ${first}`, ...others.map((file) => below + file)];
}

function checkLines({ checksPassed, checksFailed }: RunSummary, style: Style): readonly string[] {
  if (checksPassed === 0 && checksFailed.length === 0) return [];
  const warnings = checksFailed.filter(({ severity }) => severity === "warn");
  const errors = checksFailed.filter(({ severity }) => severity === "error");
  const counts = [
    `${formatCount(checksPassed)} passed`,
    ...(warnings.length === 0 ? [] : [style.yellow(countOf(warnings.length, "warning"))]),
    ...(errors.length === 0 ? [] : [style.red(`${formatCount(errors.length)} failed`)]),
  ];
  const shown = [...errors, ...warnings].slice(0, mostFailures);
  const rest = checksFailed.length - shown.length;
  return [
    counts.join(style.dim(", ")),
    ...shown.map(({ check, step, severity, message }) => {
      const sign = severity === "error" ? style.red("✗") : style.yellow("!");
      return `${sign} ${safeText(check)} ${style.dim(`on ${safeText(step)}:`)} ${safeText(message)}`;
    }),
    ...(rest > 0 ? [style.dim(`and ${formatCount(rest)} more`)] : []),
  ];
}

/** Files relative to the root; several of one folder become one line. */
function fileLines(files: readonly string[], root: string): readonly string[] {
  const folders = Map.groupBy(files, (file) => dirname(file));
  const lines = [...folders].flatMap(([folder, inside]) =>
    inside.length > 2
      ? [`${safeText(relativePath(root, folder))}/ (${countOf(inside.length, "file")})`]
      : inside.map((file) => safeText(relativePath(root, file)))
  );
  if (lines.length <= mostFiles) return lines;
  return [...lines.slice(0, mostFiles - 1), `and ${countOf(lines.length - mostFiles + 1, "other")}`];
}

/** `path` from `root` when it lies below it, else as it is. */
export function relativePath(root: string, path: string): string {
  const short = relative(root, path);
  return short === "" ? basename(path) : short.startsWith("..") ? path : short;
}

function failureBlock({ failures, error, status }: RunSummary, options: SummaryOptions): readonly string[] {
  const { style, width = Infinity } = options;
  const room = Math.max(narrowest, width - 4);
  const shown = failures.slice(0, mostFailures);
  const lines = shown.flatMap(({ step, error }) => [
    `${indent}${style.red("✗")} ${style.bold(safeText(step))}`,
    ...errorLines(error, style, { width: room, step }).map((line) => `${indent}${indent}${line}`),
  ]);
  if (failures.length > shown.length) {
    lines.push(style.dim(`${indent}and ${countOf(failures.length - shown.length, "other failed step")}`));
  }
  if (failures.length === 0 && error !== undefined && status !== "canceled") {
    lines.push(...errorLines(error, style, { width: room }).map((line) => `${indent}${line}`));
  }
  return lines;
}

function nextLines(summary: RunSummary, options: SummaryOptions): readonly string[] {
  const { run, again, overrides, status, environment, steps, silentSince } = summary;
  const { style, program } = options;
  const label = style.dim("Next");
  const failed = status === "failure" || silentSince !== undefined;
  if (!failed && status !== "canceled") return [];
  const where = `${environment === defaultEnvironment ? "" : ` --env ${environment}`}${overrides}`;
  const commands = failed ? [`${program} logs ${run}${where}`] : [];
  if (steps.success !== undefined) commands.push(`${program} run ${again}${where} --from-failure ${run}`);
  return commands.map((command, i) => `${indent}${i === 0 ? label : "    "}  ${style.cyan(command)}`);
}

function formatNumber(value: number): string {
  if (Number.isInteger(value)) return formatCount(value);
  return String(Number(value.toPrecision(4)));
}
