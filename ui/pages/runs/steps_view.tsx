import type { z } from "zod";
import { formatCount, formatDuration } from "../../../infra/format.ts";
import { stepStatuses } from "../../../pipeline/engine/mod.ts";
import type { listRunSteps } from "../../api/runs/endpoints.ts";
import type { RunAnswer, StepAnswer } from "../../api/runs/schemas.ts";
import { type Shell, withQuery } from "../../views/layout.tsx";
import { Badge, type Column, Count, Duration, Name, Table } from "../../views/parts.tsx";
import { mayOperate } from "./run_rows.tsx";
import { around, type Span, zoomHref, ZoomLinks, zoomOf } from "./zoom.tsx";

type RunSteps = z.output<typeof listRunSteps.output>;

/** Steps on the run's time axis: waits, tries and work; those on the critical path are marked. */
export function Steps(props: { readonly shell: Shell; readonly run: RunAnswer; readonly steps: RunSteps }) {
  const { shell, run, steps: { items, start, end, later } } = props;
  if (items.length === 0) {
    return <p>{run.live ? "No step is planned yet." : "The run ended before a step was planned."}</p>;
  }
  const choice = mayOperate(shell) && !run.live;
  const total = start === undefined || end === undefined ? undefined : Math.max(1, end - start);
  const zoom = total === undefined ? undefined : zoomOf(shell.url, total);
  const axis = start === undefined || total === undefined
    ? undefined
    : { start, total, ...zoom ?? { from: 0, to: total } };
  const shown = zoom === undefined ? items : items.filter((step) => isSeen(step, axis!));
  const columns: readonly Column<StepAnswer>[] = [
    ...(choice
      ? [{
        title: "Choose",
        head: <span class="when-wide">Choose</span>,
        cell: (step: StepAnswer) => <Choice step={step} />,
      }]
      : []),
    { title: "Step", cell: (step) => <StepName step={step} shell={shell} /> },
    { title: "Status", cell: (step) => <StepStatus step={step} /> },
    { title: "Waited", as: "number", wide: true, cell: (step) => <Duration milliseconds={waitOf(step)} /> },
    { title: "Ran", as: "number", cell: (step) => <Duration milliseconds={step.milliseconds} /> },
    {
      title: "Timeline",
      as: "timeline",
      wide: true,
      head: axis === undefined ? undefined : <TimeAxis axis={axis} />,
      cell: (step) => axis && <Bar step={step} axis={axis} url={shell.url} />,
    },
  ];
  return (
    <div data-island={choice ? "choose-steps" : undefined} data-props={JSON.stringify({ run: run.id })}>
      <div class="headline">
        {counts(items).map(([status, number]) => (
          <span key={status}>
            <Badge state={status} /> <Count value={number} />
          </span>
        ))}
        {choice && (
          <button type="button" data-run-chosen disabled title="They read the newest values of what they need">
            Run chosen steps
          </button>
        )}
        {total !== undefined && <ZoomLinks shell={shell} span={zoom} total={total} />}
      </div>
      <div class="steps-table">
        <Table label="Steps" columns={columns} rows={shown} />
      </div>
      {shown.length < items.length && (
        <p class="quiet">
          {formatCount(shown.length)} of {formatCount(items.length)} steps fall into the time that is shown.{" "}
          <a href={zoomHref(shell.url, undefined)}>All of it</a>
        </p>
      )}
      <p class="quiet gantt-legend">
        <span class="key wait"></span> waited <span class="key retry"></span> failed try <span class="key work"></span>
        {" "}
        worked <span class="critical-sign">◆</span> on the critical path: the run would have been shorter if it had been
      </p>
      {later.length > 0 && <p class="quiet">Planned when their keys are known: {later.join(", ")}.</p>}
    </div>
  );
}

function counts(items: readonly StepAnswer[]) {
  return stepStatuses.map((status) => [status, items.filter((step) => step.status === status).length] as const)
    .filter(([, number]) => number > 0);
}

function Choice({ step: { step, status, known } }: { readonly step: StepAnswer }) {
  if (!known) return null;
  return <input type="checkbox" data-step={step} data-status={status} aria-label={`Choose step ${step}`} />;
}

function StepName({ step: { step, critical }, shell }: { readonly step: StepAnswer; readonly shell: Shell }) {
  return (
    <>
      <a href={`${withQuery(shell.url, { step, after: undefined, level: undefined })}#log`}>
        <Name text={step} />
      </a>
      {critical && <span class="critical-sign" title="On the critical path">◆</span>}
    </>
  );
}

function StepStatus({ step: { status, attempt } }: { readonly step: StepAnswer }) {
  return (
    <>
      <Badge state={status} />
      {attempt > 1 && <span class="quiet">{` try ${attempt}`}</span>}
    </>
  );
}

function waitOf({ readyAt, startedAt }: StepAnswer): number | undefined {
  return readyAt === undefined || startedAt === undefined ? undefined : Math.max(0, startedAt - readyAt);
}

/** The part of a run's time that is drawn. */
interface Axis extends Span {
  /** When the run started, milliseconds since 1970. */
  readonly start: number;
  /** Milliseconds of the whole run. */
  readonly total: number;
}

function TimeAxis({ axis: { from, to } }: { readonly axis: Axis }) {
  return (
    <span class="axis">
      <span class="unseen">Timeline</span>
      {[0, 0.25, 0.5, 0.75, 1].map((share) => {
        const time = from + share * (to - from);
        return <span key={share} aria-hidden="true">{time === 0 ? "0" : formatDuration(time)}</span>;
      })}
    </span>
  );
}

/** Whether a step waited or ran in the time that is drawn. */
function isSeen({ startedAt, readyAt, milliseconds = 0 }: StepAnswer, { start, from, to }: Axis): boolean {
  if (startedAt === undefined) return false;
  return (readyAt ?? startedAt) - start <= to && startedAt + milliseconds - start >= from;
}

const width = 1000;

function Bar({ step, axis, url }: { readonly step: StepAnswer; readonly axis: Axis; readonly url: URL }) {
  const { startedAt, readyAt, milliseconds = 0, attempts, status, critical } = step;
  if (startedAt === undefined) return null;
  const span = axis.to - axis.from;
  const x = (time: number) => Math.min(width, Math.max(0, (time - axis.start - axis.from) / span * width));
  const part = (name: string, from: number, to: number, least: number) => {
    if (to - axis.start < axis.from || from - axis.start > axis.to) return null;
    const length = Math.max(least, x(to) - x(from));
    return <rect class={name} x={round(Math.min(x(from), width - length))} y="1" width={round(length)} height="10" />;
  };
  const words = [
    `${step.step}: ${status}`,
    ...(waitOf(step) === undefined ? [] : [`waited ${formatDuration(waitOf(step)!)}`]),
    `ran ${formatDuration(milliseconds)}`,
    ...attempts.map((_, i) => `try ${i + 1} failed`),
  ].join(", ");
  const own = { from: (readyAt ?? startedAt) - axis.start, to: startedAt + milliseconds - axis.start };
  return (
    <a
      class="plain-link"
      href={zoomHref(url, around(own, axis.total))}
      // Keys zoom by the links above: one more stop in each row would be in the way.
      tabindex={-1}
      aria-label={`${words}: show its time`}
    >
      <svg
        class={`bar gantt ${status} ${critical ? "critical" : ""}`}
        viewBox={`0 0 ${width} 12`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <title>{words}</title>
        <rect class="track" x="0" y="5" width={width} height="2" />
        {readyAt !== undefined && startedAt - readyAt > span / 500 && part("wait", readyAt, startedAt, 0)}
        {part("work", startedAt, startedAt + milliseconds, 3)}
        {attempts.map((one) => part("retry", one.startedAt, one.endedAt ?? one.startedAt, 3))}
      </svg>
    </a>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
