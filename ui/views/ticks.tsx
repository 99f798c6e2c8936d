import type { z } from "zod";
import type { tickSchema } from "../api/automation/endpoints.ts";
import { formatDuration } from "../../infra/format.ts";
import { type Column, runHref, Table, Time } from "./parts.tsx";

type Tick = z.output<typeof tickSchema>;

const signs = { launched: "✓", skipped: "⤼", failed: "✕" } as const;
const states = { launched: "success", skipped: "skipped", failed: "failed" } as const;

/** The newest ticks as signs, the oldest first. */
export function TickStrip({ ticks }: { readonly ticks: readonly Tick[] }) {
  if (ticks.length === 0) return <span class="quiet">none yet</span>;
  const said = ticks.map(({ outcome }) => outcome).toReversed().join(", ");
  return (
    <span class="strip" role="img" aria-label={`Newest ticks, the last one at the end: ${said}`}>
      {ticks.toReversed().map(({ time, outcome, message }) => (
        <span
          key={time}
          class={`badge ${states[outcome]}`}
          title={`${new Date(time).toISOString()}: ${message ?? outcome}`}
        >
          {signs[outcome]}
        </span>
      ))}
    </span>
  );
}

const columns: readonly Column<Tick>[] = [
  { title: "Time", cell: ({ time }) => <Time at={time} /> },
  {
    title: "Outcome",
    cell: ({ outcome }) => (
      <span class={`badge ${states[outcome]}`}>
        <span aria-hidden="true">{signs[outcome]}</span> {outcome}
      </span>
    ),
  },
  { title: "Runs", cell: ({ runs }) => runs.map((run) => <a key={run} class="id" href={runHref(run)}>{run}</a>) },
  { title: "Why", as: "text", cell: ({ message }) => message },
  { title: "Took", as: "number", wide: true, cell: ({ startedAt, endedAt }) => formatDuration(endedAt - startedAt) },
];

/** Ticks, newest first. */
export function Ticks({ ticks }: { readonly ticks: readonly Tick[] }) {
  return <Table label="Ticks" columns={columns} rows={ticks} />;
}

/** Whether something runs, and the button that changes it. */
export function Switch({ kind, name, running, may }: {
  readonly kind: "schedules" | "sensors";
  readonly name: string;
  readonly running: boolean;
  /** Whether whoever looks may change it. */
  readonly may: boolean;
}) {
  const path = `/api/v1/${kind}/${encodeURIComponent(name)}/${running ? "stop" : "start"}`;
  return (
    <span class="headline">
      <span class={`badge ${running ? "success" : "pending"}`}>{running ? "running" : "stopped"}</span>
      {may && (
        <button type="button" data-action={`POST ${path}`} aria-label={`${running ? "Stop" : "Start"} ${name}`}>
          {running ? "Stop" : "Start"}
        </button>
      )}
    </span>
  );
}
