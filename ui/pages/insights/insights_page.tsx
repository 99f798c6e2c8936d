import type { z } from "zod";
import { formatCount, formatDuration } from "../../../infra/format.ts";
import {
  type figuresSchema,
  getInsights,
  insightDays,
  insightKinds,
  insightOrders,
  type insightSchema,
} from "../../api/insights/endpoints.ts";
import { successRate } from "../../api/insights/figures.ts";
import { Page, type Shell, withQuery } from "../../views/layout.tsx";
import { type Column, Count, Duration, Name, Section, Table } from "../../views/parts.tsx";
import { definePage } from "../page.tsx";

type Insight = z.output<typeof insightSchema>;
type Figures = z.output<typeof figuresSchema>;
type Order = (typeof insightOrders)[number];

const kinds = { job: "Jobs", asset: "Assets", group: "Groups" } as const;

/** How jobs, assets or groups went over days; span, kind, order and text stand in the address. */
export const insightsPage = definePage("/insights", async ({ ask, query, shell }) => {
  const length = insightDays.find((one) => String(one) === query.get("days")) ?? 7;
  const by = insightKinds.find((one) => one === query.get("by")) ?? "job";
  const order = insightOrders.find((one) => one === query.get("order")) ?? "count";
  const text = query.get("text")?.slice(0, 200) || undefined;
  const days = String(length) as "7" | "30" | "90";
  const found = await ask(getInsights, { query: { days, by, order, text } });
  const what = by === "job" ? "runs" : "steps";
  return (
    <Page shell={shell} title="Insights" current="Insights">
      <h1>Insights</h1>
      <div class="filters">
        <nav class="filter" aria-label="Span">
          {insightDays.map((one) => (
            <a
              key={one}
              href={withQuery(shell.url, { days: String(one) })}
              aria-current={one === length ? "true" : undefined}
            >
              {one} days
            </a>
          ))}
        </nav>
        <nav class="filter" aria-label="By">
          {insightKinds.map((one) => (
            <a key={one} href={withQuery(shell.url, { by: one })} aria-current={one === by ? "true" : undefined}>
              {kinds[one]}
            </a>
          ))}
        </nav>
        <form method="get" action="/insights" role="search" aria-label="Names">
          <input type="hidden" name="days" value={length} />
          <input type="hidden" name="by" value={by} />
          <input type="hidden" name="order" value={order} />
          <label>
            Has <input type="search" name="text" value={text} size={14} />
          </label>
        </form>
      </div>
      <Totals now={found.total} before={found.before} what={what} />
      <Days days={found.days} what={what} />
      <Section title={`By ${by}`} id="by">
        {found.items.length === 0
          ? <p>Nothing ended in these days. {text === undefined ? "" : "Clear the field to see all."}</p>
          : <Table label={`By ${by}`} columns={columnsFor(shell, order, what)} rows={found.items} />}
        <p class="quiet">
          Days are of UTC. Lengths are of what went well, to half a percent. Time to fix is the median from the first
          failure to the next success.
          {found.before === undefined ? "" : ` Small figures compare with the ${length} days before.`}
        </p>
      </Section>
    </Page>
  );
});

/** To a tenth; what is not all or none does not look like it. */
function percent(rate: number): string {
  if (rate === 0 || rate === 1) return `${rate * 100} %`;
  return `${Math.min(99.9, Math.max(0.1, rate * 100)).toFixed(1)} %`;
}

function Totals({ now, before, what }: {
  readonly now: Figures;
  readonly before: Figures | undefined;
  readonly what: string;
}) {
  const rate = successRate(now);
  return (
    <dl class="facts insight-totals">
      <div>
        <dt>{what === "runs" ? "Runs" : "Steps"} that ended</dt>
        <dd>
          {formatCount(now.count)}
          {before !== undefined && <span class="quiet note">{formatCount(before.count)} before</span>}
        </dd>
      </div>
      <div>
        <dt>Went well</dt>
        <dd>
          {rate === undefined ? "–" : percent(rate)} <RateChange now={now} before={before} />
        </dd>
      </div>
      <div>
        <dt>Needed another try</dt>
        <dd>
          {formatCount(now.retried)}
          {before !== undefined && <span class="quiet note">{formatCount(before.retried)} before</span>}
        </dd>
      </div>
      <div>
        <dt>Time to fix</dt>
        <dd>
          <Duration milliseconds={now.fix} />
          {now.open > 0 && <span class="note bad">{formatCount(now.open)} not fixed yet</span>}
        </dd>
      </div>
    </dl>
  );
}

function RateChange({ now, before }: { readonly now: Figures; readonly before: Figures | undefined }) {
  const [a, b] = [successRate(now), before === undefined ? undefined : successRate(before)];
  if (a === undefined || b === undefined) return null;
  const points = (a - b) * 100;
  if (Math.abs(points) < 0.05) return <span class="quiet note">as before</span>;
  return (
    <span class={`note ${points < 0 ? "bad" : "good"}`}>
      {`${points > 0 ? "+" : "−"}${Math.abs(points).toFixed(1)} points`}
    </span>
  );
}

const [width, height] = [900, 60];

/** Each day as a bar, failures on top. */
function Days({ days, what }: {
  readonly days: readonly {
    readonly start: number;
    readonly success: number;
    readonly failure: number;
    readonly canceled: number;
  }[];
  readonly what: string;
}) {
  const most = Math.max(1, ...days.map(({ success, failure, canceled }) => success + failure + canceled));
  const step = width / days.length;
  const shown = ["success", "canceled", "failure"] as const;
  return (
    <svg
      class="insight-days"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${what} by day: at most ${formatCount(most)}`}
    >
      <rect class="track" x="0" y={height - 1} width={width} height="1" />
      {days.map((one, i) => {
        const date = new Date(one.start).toISOString().slice(0, 10);
        let y = height;
        return (
          <g key={date}>
            <title>{`${date}: ${one.success} well, ${one.failure} failed, ${one.canceled} canceled`}</title>
            <rect class="hover" x={i * step} y="0" width={step} height={height} />
            {shown.map((status) => {
              const length = one[status] / most * (height - 4);
              y -= length;
              return <rect key={status} class={status} x={i * step + 1} y={y} width={step - 2} height={length} />;
            })}
          </g>
        );
      })}
    </svg>
  );
}

function columnsFor(shell: Shell, order: Order, what: string): readonly Column<Insight>[] {
  const head = (name: Order, title: string) => (
    <a href={withQuery(shell.url, { order: name })} aria-current={name === order ? "true" : undefined}>{title}</a>
  );
  const timed = (name: "p50" | "p95", title: string): Column<Insight> => ({
    title,
    head: head(name, title),
    as: "number",
    cell: (one) => (
      <>
        <Duration milliseconds={one[name]} />
        <Change now={one[name]} before={one.before?.[name]} />
      </>
    ),
  });
  return [
    {
      title: "Name",
      head: head("name", "Name"),
      cell: ({ name, link }) =>
        link === undefined ? <Name text={name} /> : (
          <a href={link}>
            <Name text={name} />
          </a>
        ),
    },
    {
      title: "Ended",
      head: head("count", what === "runs" ? "Runs" : "Steps"),
      as: "number",
      cell: ({ count }) => <Count value={count} />,
    },
    { title: "Went well", head: head("success", "Went well"), as: "number", cell: (one) => <Rate one={one} /> },
    timed("p50", "Half within"),
    timed("p95", "95 % within"),
    {
      title: "Tried again",
      head: head("retries", "Tried again"),
      as: "number",
      cell: ({ retried, count }) =>
        retried === 0 ? <span class="quiet">none</span> : (
          <>
            <Count value={retried} />
            <span class="quiet note">{percent(retried / count)}</span>
          </>
        ),
    },
    { title: "Time to fix", head: head("fix", "Time to fix"), as: "number", cell: (one) => <Fix one={one} /> },
  ];
}

function Rate({ one }: { readonly one: Insight }) {
  const rate = successRate(one);
  if (rate === undefined) return <span class="quiet">–</span>;
  return (
    <>
      <span class={`figure ${rate < 1 ? "bad" : "good"}`}>{percent(rate)}</span>
      <RateChange now={one} before={one.before} />
    </>
  );
}

/** How much longer or shorter than before, where it is a tenth or more. */
function Change({ now, before }: { readonly now: number | undefined; readonly before: number | undefined }) {
  if (now === undefined || before === undefined || before === 0) return null;
  const share = now / before - 1;
  if (Math.abs(share) < 0.1) return null;
  return (
    <span class={`note ${share > 0 ? "bad" : "good"}`}>
      {`${share > 0 ? "+" : "−"}${Math.round(Math.abs(share) * 100)} %`}
    </span>
  );
}

function Fix({ one: { breakages, open, fix } }: { readonly one: Insight }) {
  if (breakages === 0) return <span class="quiet">never broke</span>;
  return (
    <>
      {fix === undefined ? <span class="quiet">–</span> : formatDuration(fix)}
      <span class={`note ${open > 0 ? "bad" : "quiet"}`}>
        {`broke ${breakages === 1 ? "once" : `${formatCount(breakages)} times`}${
          open > 0 ? `, ${formatCount(open)} not fixed` : ""
        }`}
      </span>
    </>
  );
}
