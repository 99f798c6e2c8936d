import type { HealthCheck, HealthReport } from "../../ui/api/health/mod.ts";
import type { CommandContext } from "../command.ts";
import { countOf, formatDuration, safeText, type Style, type TableColumn } from "../output/mod.ts";
import type { Health } from "./report.ts";

type Worker = HealthReport["workers"][number];

/** A line for each check, with what to do below it, and one for all of them together. */
export function healthLines({ checks, time, environment }: Health, { style }: CommandContext): readonly string[] {
  const width = Math.max(...checks.map(({ name }) => name.length), 12);
  const lines = checks.flatMap(({ name, state, detail, since, remedy }) => {
    const ago = since === undefined ? "" : `, since ${formatDuration(time - since)}`;
    const line = `${signOf(state, style)} ${safeText(name).padEnd(width)}  ${safeText(detail)}${ago}`;
    return remedy === undefined ? [line] : [line, `  ${"".padEnd(width)}  ${style.dim("next")} ${safeText(remedy)}`];
  });
  if (checks.length === 1) return lines;
  const [bad, risky] = (["failing", "warning"] as const).map((state) => checks.filter((one) => one.state === state));
  const parts = [
    ...(bad!.length === 0 ? [] : [style.red(`${bad!.length} of ${countOf(checks.length, "check")} failed`)]),
    ...(risky!.length === 0 ? [] : [style.yellow(countOf(risky!.length, "warning"))]),
  ];
  const who = environment === "" ? "" : `${environment}: `;
  return [...lines, "", `${who}${parts.length === 0 ? style.green("all is well") : parts.join(", ")}`];
}

function signOf(state: HealthCheck["state"], style: Style): string {
  switch (state) {
    case "ok":
      return style.green("✓");
    case "failing":
      return style.red("✗");
    case "warning":
      return style.yellow("!");
    case "unknown":
      return style.dim("?");
    default:
      return state satisfies never;
  }
}

/** Daemons, workers and servers of pages. */
export function workerColumns(now: number, { style }: CommandContext): readonly TableColumn<Worker>[] {
  return [
    { title: "process", cell: ({ name }) => name, flexible: true },
    { title: "what", cell: ({ role }) => role ?? "" },
    {
      title: "sign of life",
      cell: ({ alive, seenAt }) => {
        const text = `${formatDuration(Math.max(0, now - seenAt))} ago`;
        return alive ? text : style.red(text);
      },
    },
    { title: "runs", cell: ({ runs }) => runs.join(" ") },
  ];
}
