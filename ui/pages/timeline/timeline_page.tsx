import type { z } from "zod";
import { Problem } from "../../../infra/errors.ts";
import { formatDuration } from "../../../infra/format.ts";
import { getTimeline, timelineHours, timelineRows } from "../../api/timeline/endpoints.ts";
import { local, utc } from "../../format.ts";
import { Page, type Shell, withQuery } from "../../views/layout.tsx";
import { runHref } from "../../views/parts.tsx";
import { definePage } from "../page.tsx";

type Row = z.output<typeof getTimeline.output>["rows"][number];

/** Milliseconds since 1970 to shares of the axis. */
interface Axis {
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

const rowWords = { job: "Jobs", group: "Groups", automation: "Automation" } as const;

const hour = 3_600_000;
const width = 1000;

/** Past, running and planned runs of every job, group or automation on one axis; span and place stand in the address. */
export const timelinePage = definePage("/timeline", async ({ ask, query, shell }) => {
  const hours = hoursOf(query.get("hours"));
  const follows = query.get("to") === null;
  const to = timeOf(query.get("to")) ?? shell.now + hours * hour / 4;
  const from = to - hours * hour;
  const text = query.get("text")?.slice(0, 200) ?? "";
  const by = timelineRows.find((one) => one === query.get("by")) ?? "job";
  const { rows, cut } = await ask(getTimeline, { query: { from, to, by, text: text === "" ? undefined : text } });
  const axis = { from, to, now: shell.now };
  const move = (share: number) => withQuery(shell.url, { to: new Date(to + share * hours * hour).toISOString() });
  return (
    <Page shell={shell} title="Timeline" current="Timeline" stream={follows ? "/api/v1/stream" : undefined}>
      <h1>Timeline</h1>
      <div class="filters">
        <nav class="filter" aria-label="Span">
          {timelineHours.map((one) => (
            <a
              key={one}
              href={withQuery(shell.url, { hours: String(one) })}
              aria-current={one === hours ? "true" : undefined}
            >
              {one < 72 ? `${one} h` : `${one / 24} d`}
            </a>
          ))}
        </nav>
        <nav class="filter" aria-label="Place">
          <a href={move(-0.5)}>← Earlier</a>
          <a href={withQuery(shell.url, { to: undefined })} aria-current={follows ? "true" : undefined}>Now</a>
          {to < shell.now + 31 * 24 * hour && <a href={move(0.5)}>Later →</a>}
        </nav>
        <nav class="filter" aria-label="Rows">
          {timelineRows.map((one) => (
            <a
              key={one}
              href={withQuery(shell.url, { by: one === "job" ? undefined : one, text: undefined })}
              aria-current={one === by ? "true" : undefined}
            >
              {rowWords[one]}
            </a>
          ))}
        </nav>
        <form method="get" action="/timeline" role="search" aria-label="Rows">
          <input type="hidden" name="hours" value={hours} />
          {by !== "job" && <input type="hidden" name="by" value={by} />}
          <label>
            Has <input type="search" name="text" value={text} size={14} />
          </label>
        </form>
      </div>
      <div data-live="timeline">
        {rows.length === 0 ? <p>No row has that in its name.</p> : <Rows rows={rows} axis={axis} shell={shell} />}
        {cut && <p class="quiet">There are more runs than are drawn; choose a shorter span.</p>}
      </div>
      <p class="quiet gantt-legend">
        Filled blocks ran, pale ones waited, dashed ones are planned by schedules; a block leads to its run.
        {by === "group" && " A run stands in the row of each group that it makes."}
      </p>
    </Page>
  );
});

function hoursOf(text: string | null): number {
  const hours = timelineHours.find((hours) => String(hours) === (text ?? "24"));
  if (hours !== undefined) return hours;
  throw new Problem("usage", `Cannot show the timeline: "${text}" hours are not offered`, {
    place: "hours",
    remedy: `Use one of ${timelineHours.join(", ")}.`,
  });
}

function timeOf(text: string | null): number | undefined {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? undefined : time;
}

function Rows({ rows, axis, shell }: { readonly rows: readonly Row[]; readonly axis: Axis; readonly shell: Shell }) {
  return (
    <div class="scroll time-rows" tabindex={0} role="region" aria-label="Runs over time">
      <div class="time-row head" aria-hidden="true">
        <span></span>
        <Marks axis={axis} shell={shell} />
      </div>
      {rows.map((row) => (
        <div class="time-row" key={row.name}>
          {row.link === undefined ? <span>{row.name}</span> : <a href={row.link} title={row.name}>{row.name}</a>}
          <Blocks row={row} axis={axis} shell={shell} />
        </div>
      ))}
    </div>
  );
}

function Marks({ axis, shell }: { readonly axis: Axis; readonly shell: Shell }) {
  const days = axis.to - axis.from > 36 * hour;
  const shares = [0, 0.25, 0.5, 0.75, 1];
  return (
    <span class="axis">
      {shares.map((share) => {
        const text = said(axis.from + share * (axis.to - axis.from), shell);
        return <span key={share}>{days ? text.slice(5, 16) : text.slice(11, 16)}</span>;
      })}
    </span>
  );
}

function said(time: number, { times, timeZone }: Shell): string {
  return times === "utc" ? utc(time) : local(time, timeZone);
}

function Blocks({ row: { name, runs, ticks }, axis, shell }: {
  readonly row: Row;
  readonly axis: Axis;
  readonly shell: Shell;
}) {
  const x = (time: number) => Math.min(width, Math.max(0, (time - axis.from) / (axis.to - axis.from) * width));
  const now = axis.now >= axis.from && axis.now <= axis.to;
  return (
    <svg
      class="blocks"
      viewBox={`0 0 ${width} 26`}
      preserveAspectRatio="none"
      role="group"
      aria-label={`Runs of ${name}`}
    >
      <rect class="track" x="0" y="12.5" width={width} height="1" />
      {ticks.map(({ schedule, time, usual = 0 }) => (
        <rect
          key={`${schedule} ${time}`}
          class="planned"
          x={x(time)}
          y="5"
          width={Math.max(3, x(time + usual) - x(time))}
          height="16"
        >
          <title>{`Planned by ${schedule}: ${said(time, shell)}`}</title>
        </rect>
      ))}
      {runs.map((run) => {
        const end = run.endedAt ?? axis.now;
        const start = run.startedAt ?? end;
        const words = `${run.job}: ${run.status}, by ${run.trigger}, ${said(run.createdAt, shell)}, ${
          formatDuration(end - start)
        }`;
        return (
          <a key={run.id} href={runHref(run.id)} class={run.status} aria-label={`Run ${run.id}: ${words}`}>
            <title>{words}</title>
            <rect class="waited" x={x(run.createdAt)} y="8" width={x(start) - x(run.createdAt)} height="10" />
            <rect x={Math.min(x(start), width - 3)} y="4" width={Math.max(3, x(end) - x(start))} height="18" rx="1" />
          </a>
        );
      })}
      {now && <line class="now" x1={x(axis.now)} x2={x(axis.now)} y1="0" y2="26" />}
    </svg>
  );
}
