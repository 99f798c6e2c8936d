import type { z } from "zod";
import { countOf, formatBytes, formatCount, formatDuration } from "../../../infra/format.ts";
import {
  type folderSchema,
  getHealthReport,
  type healthCheckSchema,
  type healthReportSchema,
  type workerSchema,
} from "../../api/health/endpoints.ts";
import { Page } from "../../views/layout.tsx";
import { type Column, Command, Count, runHref, Section, Table, Terms, Time } from "../../views/parts.tsx";
import { Ago } from "../assets/parts.tsx";
import { definePage } from "../page.tsx";
import { mayOperate } from "../runs/run_rows.tsx";

type Report = z.output<typeof healthReportSchema>;
type Check = z.output<typeof healthCheckSchema>;
type Worker = z.output<typeof workerSchema>;
type Folder = z.output<typeof folderSchema>;

/** How everything stands that runs depend on, and what to do where it does not stand well. */
export const healthPage = definePage("/health", async ({ ask, shell }) => {
  const report = await ask(getHealthReport, {});
  return (
    <Page shell={shell} title="Health" current="Health" stream="/api/v1/stream">
      <h1>Health</h1>
      <div data-live="health">
        <Verdict report={report} />
        <Checks checks={report.checks} now={report.time} />
        <Section title="Workers">
          <Workers workers={report.workers} now={report.time} />
        </Section>
        {report.queue !== undefined && (
          <Section title="Queue">
            <Queue queue={report.queue} now={report.time} />
          </Section>
        )}
        <Section title="Folders">
          <Table label="Folders" columns={folderColumns} rows={report.folders} />
        </Section>
        <Section title="Slow queries">
          <SlowQueries queries={report.slowQueries} />
        </Section>
        <Section title="History and versions">
          <Terms terms={{ ...historyTerms(report.history), ...report.versions }} />
        </Section>
      </div>
      <p class="actions">
        <a class="button" href="/api/v1/health/report" download="health.json">Download as JSON</a>
        {mayOperate(shell) && (
          <a class="button" href="/api/v1/health/diagnostics.json" download>Download diagnostics</a>
        )}
      </p>
      <Section title="On the command line">
        <Command line={`${shell.program} doctor --env ${shell.environment}`} />
      </Section>
    </Page>
  );
});

const looks = {
  failing: { sign: "✕", word: "failing", look: "failed" },
  warning: { sign: "!", word: "warning", look: "warn" },
  ok: { sign: "✓", word: "well", look: "success" },
  unknown: { sign: "?", word: "not known", look: "pending" },
} as const;

/** How something stands, as sign, word and colour. */
export function HealthState({ state }: { readonly state: Check["state"] }) {
  const { sign, word, look } = looks[state];
  return (
    <span class={`badge ${look}`}>
      <span aria-hidden="true">{sign}</span> {word}
    </span>
  );
}

function Verdict({ report: { checks, state } }: { readonly report: Report }) {
  const bad = checks.filter((one) => one.state === "failing" || one.state === "warning").length;
  return (
    <p class="lead" role="status">
      <HealthState state={state} /> {bad === 0 ? "Everything stands well." : `${countOf(bad, "thing")} to look at.`}
    </p>
  );
}

function Checks({ checks, now }: { readonly checks: readonly Check[]; readonly now: number }) {
  const bad = checks.filter(({ state }) => state === "failing" || state === "warning");
  const well = checks.filter((check) => !bad.includes(check));
  return (
    <>
      {bad.map((check) => <Trouble key={check.name} check={check} now={now} />)}
      {well.length > 0 && (
        <div>
          <Table label="What stands well" columns={checkColumns} rows={well} />
        </div>
      )}
    </>
  );
}

function Trouble({ check, now }: { readonly check: Check; readonly now: number }) {
  const { name, state, detail, since, remedy, link } = check;
  return (
    <div class={state === "failing" ? "error-card" : "error-card warning-card"}>
      <h2>
        <HealthState state={state} /> {link === undefined ? name : <a href={link}>{name}</a>}
      </h2>
      <p class="message">{detail}</p>
      {since !== undefined && (
        <p>
          <strong>Since</strong> <Time at={since} /> <span class="quiet">({formatDuration(now - since)})</span>
        </p>
      )}
      {remedy !== undefined && (
        <p>
          <strong>What to do</strong> {remedy}
        </p>
      )}
    </div>
  );
}

const checkColumns: readonly Column<Check>[] = [
  { title: "State", cell: ({ state }) => <HealthState state={state} /> },
  { title: "What", cell: ({ name, link }) => link === undefined ? name : <a href={link}>{name}</a> },
  { title: "Detail", as: "text", cell: ({ detail }) => detail },
];

/** Processes that execute runs. */
export function Workers({ workers, now }: { readonly workers: readonly Worker[]; readonly now: number }) {
  if (workers.length === 0) return <p>No daemon or worker gave a sign of life during the last day.</p>;
  const columns: readonly Column<Worker>[] = [
    { title: "State", cell: ({ alive }) => <WorkerState alive={alive} /> },
    { title: "Name", as: "text", cell: ({ name }) => <code class="place">{name}</code> },
    { title: "Kind", cell: ({ role }) => role === "ui" ? "pages" : role ?? <span class="quiet">not told</span> },
    { title: "Last sign of life", cell: ({ seenAt }) => <Ago at={seenAt} now={now} /> },
    { title: "Started", wide: true, cell: ({ startedAt }) => <Time at={startedAt} /> },
    {
      title: "Places",
      as: "number",
      wide: true,
      cell: ({ slots }) => slots === undefined ? "as many as allowed" : formatCount(slots),
    },
    {
      title: "Runs",
      cell: ({ runs }) =>
        runs.length === 0 ? <span class="quiet">none</span> : (
          <ul class="plain">
            {runs.map((run) => (
              <li key={run}>
                <a class="id" href={runHref(run)}>{run}</a>
              </li>
            ))}
          </ul>
        ),
    },
  ];
  return <Table label="Workers" columns={columns} rows={workers} />;
}

function WorkerState({ alive }: { readonly alive: boolean }) {
  return (
    <span class={`badge ${alive ? "success" : "silent"}`}>
      <span aria-hidden="true">{alive ? "✓" : "?"}</span> {alive ? "alive" : "silent"}
    </span>
  );
}

function Queue({ queue, now }: { readonly queue: NonNullable<Report["queue"]>; readonly now: number }) {
  const { waiting, oldest, executed, limit, pools } = queue;
  return (
    <>
      <Terms
        terms={{
          "Places taken": `${formatCount(executed)} of ${formatCount(limit)}`,
          "Waiting": <a href="/runs?status=queued">{formatCount(waiting)}</a>,
          "The oldest waits for": oldest === undefined ? undefined : formatDuration(now - oldest),
        }}
      />
      {pools.length > 0 && (
        <Table
          label="Pools"
          columns={[
            { title: "Pool", cell: ({ name }) => name },
            { title: "Slots taken", as: "number", cell: ({ taken }) => <Count value={taken} /> },
            {
              title: "Of",
              as: "number",
              cell: ({ limit }) => limit === undefined ? "no limit" : <Count value={limit} />,
            },
          ]}
          rows={pools}
        />
      )}
    </>
  );
}

function SlowQueries({ queries }: { readonly queries: Report["slowQueries"] }) {
  if (queries.length === 0) {
    return <p>No statement of this server took 100 ms or more since it was started.</p>;
  }
  return (
    <Table
      label="Slow queries"
      columns={[
        { title: "At most", as: "number", cell: ({ worst }) => formatDuration(worst) },
        { title: "Times", as: "number", cell: ({ count }) => <Count value={count} /> },
        { title: "Last", wide: true, cell: ({ last }) => <Time at={last} /> },
        { title: "Statement", as: "text", cell: ({ sql }) => <code class="value">{sql}</code> },
      ]}
      rows={queries}
    />
  );
}

const folderColumns: readonly Column<Folder>[] = [
  { title: "State", cell: ({ state }) => <HealthState state={state} /> },
  { title: "Folder", cell: ({ name }) => name },
  { title: "Detail", as: "text", cell: ({ detail }) => detail },
  {
    title: "Free",
    as: "number",
    cell: ({ free, total }) =>
      free === undefined || total === undefined
        ? <span class="quiet">not known</span>
        : `${formatBytes(free)} of ${formatBytes(total)}`,
  },
  { title: "Path", as: "text", wide: true, cell: ({ path }) => <code class="place">{path}</code> },
];

function historyTerms(history: Report["history"]) {
  if (history === undefined) return { History: "does not answer" };
  const { kind, name, schema, bytes, milliseconds } = history;
  return {
    History: `${kind === "sqlite" ? "SQLite" : "PostgreSQL"}, ${name}`,
    Schema: formatCount(schema),
    Size: formatBytes(bytes),
    "Answered in": formatDuration(milliseconds),
  };
}
