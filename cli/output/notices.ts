import type { ErrorRecord, StepStatus } from "../../pipeline/engine/mod.ts";
import { countOf, formatDuration } from "../../infra/format.ts";
import type { AssetProgress, Notice } from "./progress.ts";
import type { Style } from "./style.ts";
import { pad, safeText, wrap } from "./width.ts";

const nameColumns = 34;

/** A status as a coloured sign and word. */
export const statusSigns: Readonly<Record<StepStatus, string>> = {
  pending: "·",
  running: "▸",
  retrying: "↻",
  success: "✓",
  reused: "=",
  failed: "✗",
  skipped: "-",
  canceled: "■",
};

/** Colours a text by a status of a step or a run. */
export function byStatus(status: string, text: string, style: Style): string {
  switch (status) {
    case "success":
      return style.green(text);
    case "failed":
    case "failure":
      return style.red(text);
    case "canceled":
    case "retrying":
    case "skipped":
      return style.yellow(text);
    case "running":
    case "starting":
      return style.cyan(text);
    default:
      return style.dim(text);
  }
}

/** Lines that stay on the screen for a notice. */
export function noticeLines(notice: Notice, style: Style): readonly string[] {
  switch (notice.kind) {
    case "asset_ended":
      // The failure of the only step has just been told.
      return notice.asset.steps === 1 && notice.asset.ended.failed === 1 ? [] : [assetLine(notice.asset, style)];
    case "step_failed":
      return [
        `${style.red("✗")} ${pad(safeText(notice.step), nameColumns)} ${
          style.dim(firstLine(stepMessage(notice.step, notice.error)))
        }`,
      ];
    case "step_retrying":
      return [
        `${style.yellow("↻")} ${safeText(notice.step)} ${
          style.dim(
            `tries again in ${formatDuration(notice.delay)}: ${firstLine(stepMessage(notice.step, notice.error))}`,
          )
        }`,
      ];
    case "check_failed": {
      const sign = notice.severity === "error" ? style.red("✗") : style.yellow("!");
      return [
        `${sign} ${safeText(notice.check)} ${style.dim(`on ${safeText(notice.step)}:`)} ${firstLine(notice.message)}`,
      ];
    }
    default:
      return notice satisfies never;
  }
}

/** The message of a step's error without its opening words, which name the step. */
function stepMessage(step: string, { message }: ErrorRecord): string {
  const opening = `Cannot make "${step}": `;
  return message.startsWith(opening) ? message.slice(opening.length) : message;
}

/** A log record that a person should see while the run goes on. */
export function urgentLines(isError: boolean, message: string, style: Style): readonly string[] {
  return [`${isError ? style.red("✗") : style.yellow("!")} ${firstLine(message)}`];
}

/** What, where and what to do, wrapped to `width` columns; `step` is left out of the message, as it stands above. */
export function errorLines(
  error: ErrorRecord,
  style: Style,
  options: { readonly width?: number; readonly step?: string } = {},
): readonly string[] {
  const { width = Infinity, step = "" } = options;
  const lines = [...wrap(stepMessage(step, error).split("\n").map(safeText).join("\n"), width)];
  if (error.place !== undefined) lines.push(`${style.dim("where")}  ${safeText(error.place)}`);
  if (error.remedy !== undefined) {
    const remedy = wrap(error.remedy.split("\n").map(safeText).join("\n"), width - 7);
    lines.push(...remedy.map((line, i) => `${i === 0 ? `${style.dim("next")}   ` : "       "}${line}`));
  }
  return lines;
}

function assetLine(asset: AssetProgress, style: Style): string {
  const status = worst(asset.ended);
  const name = asset.steps === 1 && !asset.partitioned ? asset.asset : `${asset.asset} × ${asset.steps}`;
  const facts: string[] = [];
  if (asset.ended.success !== undefined) facts.push(formatDuration(asset.milliseconds).padStart(9));
  if (asset.rows !== undefined && asset.ended.success !== undefined) {
    facts.push(countOf(asset.rows, "row").padStart(16));
  }
  const others = (["failed", "skipped", "reused", "canceled"] as const).filter((one) => asset.ended[one] !== undefined);
  for (const one of others) facts.push(asset.steps === 1 ? one : `${asset.ended[one]} ${one}`);
  return `${byStatus(status, statusSigns[status], style)} ${pad(safeText(name), nameColumns)} ${
    style.dim(facts.join("  "))
  }`
    .trimEnd();
}

function worst(ended: AssetProgress["ended"]): StepStatus {
  const order = ["failed", "canceled", "skipped", "success", "reused"] as const;
  return order.find((status) => ended[status] !== undefined) ?? "pending";
}

function firstLine(text: string): string {
  return safeText(text.split("\n")[0] ?? "");
}
