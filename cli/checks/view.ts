import type { CommandContext } from "../command.ts";
import { formatTime, renderTable, safeText, type Style, wrap } from "../output/mod.ts";
import { lineWidth, printLines } from "../print.ts";
import { type LatestCheck, stripLength } from "./latest_checks.ts";

const mostSamples = 5;
const longestSample = 200;

/** Prints checks as a table, the partitions of an asset together unless `each` is wanted. */
export function printChecks(
  checks: readonly LatestCheck[],
  context: CommandContext,
  each: boolean,
  empty: string,
): void {
  const { style } = context;
  const rows = each ? checks.map((check) => [check]) : [...Map.groupBy(checks, keyOf).values()];
  const lines = renderTable(rows, [
    { title: "asset", cell: ([first]) => each ? first!.step : first!.asset },
    { title: "check", cell: ([first]) => first!.check },
    { title: "severity", cell: ([first]) => first!.severity },
    { title: "result", cell: (group) => result(group, style) },
    { title: `last ${stripLength}`, cell: (group) => group.length > 1 ? "" : strip(group[0]!, style) },
    { title: "when", cell: (group) => newestTime(group) },
    { title: "message", cell: (group) => message(group), flexible: true },
  ], { style, width: lineWidth(context) });
  printLines(context, lines.length === 0 ? [empty] : lines);
}

/** Prints the messages and samples of checks that did not pass. */
export function printSamples(checks: readonly LatestCheck[], context: CommandContext): void {
  const { style } = context;
  const width = Math.min(lineWidth(context), 120);
  for (const { step, check, newest, severity } of checks) {
    if (newest === null || newest.passed) continue;
    const sign = severity === "error" ? style.red("✗") : style.yellow("!");
    const shown = newest.samples.slice(0, mostSamples).map((sample) => {
      const text = JSON.stringify(sample);
      return safeText(text.length > longestSample ? `${text.slice(0, longestSample - 1)}…` : text);
    });
    const more = newest.samples.length - shown.length;
    printLines(context, [
      "",
      `${sign} ${style.bold(check)} on ${safeText(step)}  ${style.dim(`${formatTime(newest.time)}  ${newest.run}`)}`,
      ...wrap(`  ${safeText(newest.message)}`, width),
      ...shown.map((text) => style.dim(`  ${text}`)),
      ...(more > 0 ? [style.dim(`  and ${more} more, see --json`)] : []),
    ]);
  }
}

function keyOf({ asset, check }: LatestCheck): string {
  return `${asset} ${check}`;
}

function result(group: readonly LatestCheck[], style: Style): string {
  const failed = group.filter(({ newest }) => newest?.passed === false).length;
  const open = group.filter(({ newest }) => newest === null).length;
  const bad = group[0]!.severity === "error" ? style.red : style.yellow;
  if (group.length === 1) {
    return open === 1 ? style.dim("never ran") : failed === 1 ? bad("failed") : style.green("passed");
  }
  if (open === group.length) return style.dim("never ran");
  if (failed > 0) return bad(`${failed} of ${group.length} failed`);
  return style.green(open === 0 ? `all ${group.length} passed` : `${group.length - open} of ${group.length} passed`);
}

/** One sign for each run, oldest first. */
function strip({ history, severity }: LatestCheck, style: Style): string {
  const bad = severity === "error" ? style.red("✗") : style.yellow("!");
  return history.map(({ passed }) => passed ? style.green("✓") : bad).join("");
}

function newestTime(group: readonly LatestCheck[]): string {
  const times = group.flatMap(({ newest }) => newest?.time ?? []);
  return times.length === 0 ? "" : formatTime(Math.max(...times));
}

function message(group: readonly LatestCheck[]): string {
  const told = group.find(({ newest }) => newest?.passed === false) ?? (group.length === 1 ? group[0] : undefined);
  if (told?.newest === null || told === undefined) return "";
  return group.length === 1 ? told.newest.message : `${told.partition}: ${told.newest.message}`;
}
