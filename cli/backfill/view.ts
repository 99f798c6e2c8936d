import type {
  BackfillCounts,
  BackfillItem,
  BackfillItemStatus,
  BackfillMatrix,
  BackfillProgress,
  BackfillStatus,
  History,
  Ledger,
  RunRecord,
} from "../../pipeline/engine/mod.ts";
import type { CommandContext } from "../command.ts";
import { loadEngine } from "../later.ts";
import { byStatus, countOf, formatDuration, formatTime, renderPairs, renderTable, type Style } from "../output/mod.ts";
import { stepLines } from "./steps.ts";
import { lineWidth, printJson, printLines, printTable } from "../print.ts";

/** Where backfills are read; without coordination nothing was ever recorded. */
export interface ReadLedger {
  readonly history: History;
  readonly coordination?: Ledger["coordination"];
}

/** Prints the newest backfills. */
export async function printList(
  { coordination }: ReadLedger,
  context: CommandContext,
  { env, limit, json }: { readonly env: string; readonly limit: number; readonly json: boolean },
): Promise<void> {
  const { listBackfills } = await loadEngine();
  const all = coordination === undefined ? [] : await listBackfills(coordination, { limit });
  if (json) return printJson(context, all.map(facts));
  printTable(context, all, [
    { title: "backfill", cell: ({ backfill }) => backfill.id },
    { title: "job", cell: ({ backfill }) => backfill.job, flexible: true },
    { title: "status", cell: ({ backfill: { status } }) => statusText(status, context.style) },
    { title: "keys", cell: ({ backfill }) => String(backfill.partitions.length), align: "right" },
    { title: "how far", cell: ({ counts }) => countsText(counts, context.style) },
    { title: "made", cell: ({ backfill }) => formatTime(backfill.createdAt) },
  ], `No backfills in ${env} yet.`);
}

/** A backfill as scripts see it. */
function facts({ backfill: { partitions, ...rest }, counts }: BackfillProgress) {
  return { ...rest, keys: partitions.length, counts };
}

/** Keys beyond which signs stand for them. */
const mostRows = 60;

/** Prints a backfill with each of its keys. */
export async function printMatrix(
  { history, coordination }: ReadLedger,
  context: CommandContext,
  values: { readonly target: string | undefined; readonly steps: boolean; readonly json: boolean },
): Promise<void> {
  const { target, json } = values;
  const { backfillMatrix, backfillSteps, findBackfill, openSqliteLedger } = await loadEngine();
  // Where nothing was ever recorded, an empty ledger in memory says so.
  const place = coordination ?? (await openSqliteLedger(":memory:")).coordination;
  const { id } = await findBackfill(place, target);
  const matrix = (await backfillMatrix(place, id))!;
  const limit = matrix.items.length;
  const steps = values.steps ? await backfillSteps({ history, coordination: place }, id, { limit }) : undefined;
  if (json) {
    return printJson(context, { ...facts(matrix), items: matrix.items, ...(steps === undefined ? {} : { steps }) });
  }
  const shown = matrix.items.length <= mostRows
    ? matrix.items
    : matrix.items.filter(({ status }) => status === "failure" || status === "running").slice(0, mostRows);
  const runs = await runsOf(history, shown);
  printLines(context, [
    ...heading(matrix, context),
    ...(matrix.items.length <= mostRows ? [] : ["", ...grid(matrix.items, context)]),
    ...(shown.length === 0 ? [] : ["", ...rows(shown, runs, context)]),
    ...(steps === undefined ? [] : ["", ...stepLines(steps, context)]),
  ]);
}

async function runsOf(history: History, items: readonly BackfillItem[]): Promise<ReadonlyMap<string, RunRecord>> {
  const runs = new Map<string, RunRecord>();
  for (const { run } of items) {
    if (run === undefined || runs.has(run)) continue;
    const record = await history.run(run);
    if (record !== undefined) runs.set(run, record);
  }
  return runs;
}

function heading({ backfill, counts }: BackfillMatrix, context: CommandContext): readonly string[] {
  const { style } = context;
  const { id, job, selection, status, partitions, concurrency, createdAt, by, endedAt, settings } = backfill;
  const seed = settings.seed === undefined ? "" : ` (seed ${settings.seed})`;
  const group = settings.group === 1 ? "" : `, ${settings.group} a run`;
  const tags = Object.entries(settings.tags).map(([key, value]) => `${key}=${value}`);
  return [
    `${style.bold(id)}  ${statusText(status, style)}`,
    "",
    ...renderPairs([
      ["job", job],
      ["makes", selection.replaceAll(",", ", ")],
      ["keys", `${countOf(partitions.length, "key")} of ${settings.partitions}, ${settings.order}${seed}${group}`],
      ["at once", countOf(concurrency, "run")],
      ["how far", countsText(counts, style)],
      ...(tags.length === 0 ? [] : [["tags", tags.join(", ")] as const]),
      ["made", `${formatTime(createdAt)}${by === undefined ? "" : ` by ${by}`}`],
      ...(endedAt === undefined ? [] : [["ended", formatTime(endedAt)] as const]),
    ], { style, width: lineWidth(context) }),
  ];
}

function rows(
  items: readonly BackfillItem[],
  runs: ReadonlyMap<string, RunRecord>,
  context: CommandContext,
): readonly string[] {
  const { style, effects } = context;
  const runOf = ({ run = "" }: BackfillItem) => runs.get(run);
  const took = (item: BackfillItem) => {
    const { startedAt, endedAt = effects.clock.now() } = runOf(item) ?? {};
    return startedAt === undefined || item.status === "waiting" ? "" : formatDuration(endedAt - startedAt);
  };
  return renderTable(items, [
    { title: "key", cell: ({ partition }) => partition },
    { title: "status", cell: ({ status }) => itemText(status, style) },
    { title: "run", cell: ({ run = "" }) => run },
    { title: "took", cell: took, align: "right" },
    { title: "error", cell: ({ error }) => error?.message ?? "", flexible: true },
  ], { style, width: lineWidth(context) });
}

const signs: Readonly<Record<BackfillItemStatus, string>> = {
  waiting: "·",
  queued: "○",
  running: "▸",
  success: "✓",
  failure: "✗",
  canceled: "■",
};
const perLine = 50;

/** A sign for each key, fifty to a line, and what the signs mean. */
function grid(items: readonly BackfillItem[], { style }: CommandContext): readonly string[] {
  const lines: string[] = [];
  for (let first = 0; first < items.length; first += perLine) {
    const line = items.slice(first, first + perLine).map(({ status }) => byStatus(status, signs[status], style));
    lines.push(`${style.dim(String(first + 1).padStart(String(items.length).length))}  ${line.join("")}`);
  }
  const legend = Object.entries(signs).map(([status, sign]) => `${sign} ${status}`).join("  ");
  return [...lines, "", style.dim(legend)];
}

function countsText(counts: BackfillCounts, style: Style): string {
  const shown = ["success", "failure", "canceled", "running", "queued", "waiting"] as const;
  return shown.filter((status) => counts[status] > 0)
    .map((status) => byStatus(status, `${counts[status]} ${status}`, style)).join(", ");
}

function itemText(status: BackfillItemStatus, style: Style): string {
  return byStatus(status, `${signs[status]} ${status}`, style);
}

function statusText(status: BackfillStatus, style: Style): string {
  switch (status) {
    case "done":
      return style.green(status);
    case "failed":
      return style.red(status);
    case "running":
      return style.cyan(status);
    case "paused":
    case "canceling":
    case "canceled":
      return style.yellow(status);
    default:
      return status satisfies never;
  }
}
