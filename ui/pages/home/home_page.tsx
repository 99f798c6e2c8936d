import type { Child } from "hono/jsx";
import type { z } from "zod";
import { formatCount } from "../../../infra/format.ts";
import { getOverview } from "../../api/overview/endpoints.ts";
import { listFreshness } from "../../api/freshness/endpoints.ts";
import { getHealthReport } from "../../api/health/endpoints.ts";
import type { RunAnswer } from "../../api/runs/schemas.ts";
import { Page, type Shell } from "../../views/layout.tsx";
import { Badge, jobHref, runHref, Section, Table, Time } from "../../views/parts.tsx";
import { HealthState } from "../health/health_page.tsx";
import { definePage } from "../page.tsx";
import { firstLine, mayOperate, RunTable, Unattended } from "../runs/run_rows.tsx";
import { Checklist } from "./checklist.tsx";
import { Gauges } from "./gauges.tsx";
import { Week } from "./week.tsx";

/** The answer that the first page is made from. */
export type Overview = z.output<typeof getOverview.output>;

/** The first page: what is wrong, what runs, what comes, how the week went. */
export const homePage = definePage("/", async ({ ask, shell }) => {
  const [overview, { counts: freshness }, report] = await Promise.all([
    ask(getOverview, {}),
    ask(listFreshness, { query: {} }),
    ask(getHealthReport, {}),
  ]);
  const { failing, live, recent, queue, checklist } = overview;
  const nothing = recent.length === 0;
  return (
    <Page shell={shell} title="Overview" current="Overview" stream="/api/v1/stream">
      <h1>{nothing ? "Nothing ran here yet" : "Overview"}</h1>
      <div data-live="home">
        <Unattended shell={shell} shown={!queue.attended && queue.waiting > 0} />
        {(nothing || !checklist.succeeded) && <Checklist shell={shell} overview={overview} />}
        {!nothing && <Counts overview={overview} freshness={freshness} />}
        {!nothing && <Operation report={report} />}
        {!nothing && <Gauges report={report} />}
        {!nothing && (
          <Section title="Failing now">
            {failing.length === 0
              ? <p class="good">✓ The last finished run of every job succeeded.</p>
              : failing.map((run) => <Failing key={run.id} run={run} shell={shell} />)}
          </Section>
        )}
        {(live.length > 0 || !nothing) && (
          <Section title="Running and queued">
            <p class="quiet">
              {formatCount(queue.executed)} of {formatCount(queue.limit)} places taken, {formatCount(queue.waiting)}
              {" "}
              waiting.
            </p>
            {live.length > 0 && <RunTable label="Runs that have not ended" runs={live} />}
          </Section>
        )}
        {!nothing && (
          <>
            <Section title="Last seven days">
              <Week days={overview.days} />
            </Section>
            <Section title="Next 24 hours">
              <Ticks ticks={overview.ticks} />
            </Section>
            <Section title="Last runs">
              <RunTable label="Last runs" runs={recent} />
              <p>
                <a href="/runs">All runs</a>
              </p>
            </Section>
            {checklist.succeeded && !(checklist.scheduled && checklist.alerts) && (
              <Checklist shell={shell} overview={overview} />
            )}
          </>
        )}
      </div>
    </Page>
  );
});

function Counts({ overview: { jobs, assets }, freshness }: {
  readonly overview: Overview;
  readonly freshness: z.output<typeof listFreshness.output>["counts"];
}) {
  const { late, at_risk: risky, unknown, fresh } = freshness;
  return (
    <div class="counts">
      <Card name="Jobs" href="/jobs">
        <Figure value={jobs.healthy} word="healthy" state="success" />
        <Figure value={jobs.failing} word="failing" state="failure" />
        <Figure value={jobs.never} word="never finished" state="never" />
      </Card>
      <Card name="Assets" href="/assets">
        <Figure value={assets.built} word="built" state="built" />
        <Figure value={assets.failing} word="with failed checks" state="failed" />
        <Figure value={assets.partial} word="lack keys" state="partial" />
        <Figure value={assets.never} word="never built" state="never" />
      </Card>
      {late + risky + unknown + fresh > 0 && (
        <Card name="Freshness" href="/freshness">
          <Figure value={late} word="late" state="failed" />
          <Figure value={risky} word="at risk" state="partial" />
          <Figure value={unknown} word="not known" state="never" />
          <Figure value={fresh} word="fresh" state="built" />
        </Card>
      )}
    </div>
  );
}

function Card({ name, href, children }: { readonly name: string; readonly href: string; readonly children: Child }) {
  return (
    <section class="count-card" aria-label={`${name} by health`}>
      <h2>
        <a href={href}>{name}</a>
      </h2>
      <dl>{children}</dl>
    </section>
  );
}

function Figure({ value, word, state }: { readonly value: number; readonly word: string; readonly state: string }) {
  return (
    <div class={value === 0 ? "none" : state}>
      <dt>{word}</dt>
      <dd>{formatCount(value)}</dd>
    </div>
  );
}

/** Whether what runs depend on stands well, and what does not. */
function Operation({ report: { checks, state } }: { readonly report: z.output<typeof getHealthReport.output> }) {
  const bad = checks.filter((one) => one.state === "failing" || one.state === "warning");
  return (
    <p class="operation">
      <a href="/health">Health</a> <HealthState state={state} />{" "}
      <span class="quiet">{bad.map(({ name, detail }) => `${name}: ${detail}`).join("; ")}</span>
    </p>
  );
}

function Failing({ run, shell }: { readonly run: RunAnswer; readonly shell: Shell }) {
  return (
    <div class="error-card failing">
      <h3>
        <a href={runHref(run.id)}>{run.job}</a>
      </h3>
      <p class="message">{firstLine(run.error?.message ?? "The run failed")}</p>
      <p class="quiet">
        Failed <Time at={run.endedAt ?? run.createdAt} />, run <span class="id">{run.id}</span>
      </p>
      {mayOperate(shell) && (
        <div class="actions">
          <button
            type="button"
            class="main"
            data-action={`POST /api/v1/runs/${encodeURIComponent(run.id)}/retry`}
            data-body='{"fromFailure":true}'
            data-then="/runs/{run}"
          >
            Run from failure
          </button>
          <a class="button" href={runHref(run.id)}>Cause and log</a>
        </div>
      )}
    </div>
  );
}

function Ticks({ ticks }: { readonly ticks: Overview["ticks"] }) {
  if (ticks.length === 0) return <p>No running schedule comes due.</p>;
  return (
    <Table
      label="Ticks of the next 24 hours"
      columns={[
        { title: "Time", cell: ({ time }) => <Time at={time} /> },
        { title: "Job", cell: ({ job }) => <a href={jobHref(job)}>{job}</a> },
        {
          title: "Schedule",
          cell: ({ schedule }) => (
            <>
              <Badge state="pending" /> {schedule}
            </>
          ),
        },
      ]}
      rows={ticks.slice(0, 12)}
    />
  );
}
