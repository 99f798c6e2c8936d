import type { z } from "zod";
import { formatCount, formatDuration } from "../../../infra/format.ts";
import { getQueue, type queuedRunSchema, type queueLimitSchema } from "../../api/queue/endpoints.ts";
import { Page } from "../../views/layout.tsx";
import { type Column, Count, Name, runHref, Section, Table, Time } from "../../views/parts.tsx";
import { definePage } from "../page.tsx";
import { mayOperate } from "../runs/run_rows.tsx";

type Limit = z.output<typeof queueLimitSchema>;
type Item = z.output<typeof queuedRunSchema>;

/** Limits with who has what of them, and the runs that wait. */
export const queuePage = definePage("/queue", async ({ ask, shell }) => {
  const { limits, items, total, jobs, pools } = await ask(getQueue, {});
  const may = mayOperate(shell);
  const executed = items.filter(({ worker }) => worker !== undefined);
  const waiting = items.filter(({ worker }) => worker === undefined);
  return (
    <Page shell={shell} title="Queue" current="Queue" stream="/api/v1/stream">
      <h1>Queue</h1>
      <p class="lead">
        A run starts when every limit that counts for it has room. A limit that is set here holds for all workers at
        once, before that of the <a href="/settings?text=queue.">configuration</a>, until it is taken back.
      </p>
      <Section title="Limits and pools">
        <div data-live="limits">
          <Table label="Limits and pools" columns={limitColumns(may)} rows={limits} />
        </div>
        {may && <NewLimit jobs={jobs} pools={pools} />}
      </Section>
      <div data-live="runs">
        <Section title="Executed now">
          {executed.length === 0
            ? <p>Nothing is executed.</p>
            : <Table label="Executed now" columns={executedColumns} rows={executed} />}
        </Section>
        <Section title="Waiting">
          {waiting.length === 0
            ? <p>Nothing waits.</p>
            : <Table label="Waiting" columns={waitingColumns(shell.now)} rows={waiting} />}
          {total > items.length && <p>{formatCount(total - items.length)} more wait.</p>}
        </Section>
      </div>
    </Page>
  );
});

const kinds = { all: "All runs", job: "Job", tag: "Tag", pool: "Pool" } as const;

function LimitName({ limit: { kind, name } }: { readonly limit: Limit }) {
  if (name === undefined) return <>{kinds[kind]}</>;
  return (
    <>
      {kinds[kind]}{" "}
      <code>
        <Name text={name} />
      </code>
    </>
  );
}

function limitColumns(may: boolean): readonly Column<Limit>[] {
  return [
    { title: "Of", cell: (limit) => <LimitName limit={limit} /> },
    { title: "Taken", cell: (limit) => <Taken limit={limit} /> },
    { title: "Held by", cell: ({ holders }) => <Runs ids={holders} /> },
    { title: "Waited for by", cell: ({ waiters }) => <Runs ids={waiters} /> },
    { title: "At most", cell: (limit) => <Holding limit={limit} /> },
    ...(may
      ? [{ title: "Set", head: <span class="unseen">Set</span>, cell: (l: Limit) => <SetLimit limit={l} /> }]
      : []),
  ];
}

const barWidth = 80;

/** What is taken, as figures and as a bar. */
function Taken({ limit: { taken, limit } }: { readonly limit: Limit }) {
  if (limit === undefined) return <Count value={taken} />;
  const share = limit === 0 ? 1 : Math.min(1, taken / limit);
  return (
    <span class={`taken ${taken >= limit ? "warn" : "success"}`}>
      <span class="figure">{`${formatCount(taken)} of ${formatCount(limit)}`}</span>{" "}
      <svg class="usual" width={barWidth} height="8" aria-hidden="true">
        <rect class="track" x="0" y="2" width={barWidth} height="4" />
        <rect x="0" y="1" width={limit === 0 ? 0 : Math.round(share * barWidth)} height="6" />
      </svg>
    </span>
  );
}

const shownRuns = 5;

function Runs({ ids }: { readonly ids: readonly string[] }) {
  if (ids.length === 0) return <span class="quiet">none</span>;
  return (
    <>
      {ids.slice(0, shownRuns).map((id) => (
        <span key={id}>
          <a class="id" href={runHref(id)}>{id}</a>
          {" "}
        </span>
      ))}
      {ids.length > shownRuns && <span class="quiet">and {formatCount(ids.length - shownRuns)} more</span>}
    </>
  );
}

/** The limit that holds, and which of both it is. */
function Holding({ limit: { limit, configured, set } }: { readonly limit: Limit }) {
  if (limit === undefined) return <span class="quiet">no limit</span>;
  if (set === undefined) {
    return (
      <>
        <Count value={limit} /> <span class="quiet note">by the configuration</span>
      </>
    );
  }
  return (
    <>
      <Count value={limit} />
      <span class="quiet note">
        set by {set.by} at <Time at={set.at} />; the configuration says{" "}
        {configured === undefined ? "no limit" : configured}
      </span>
    </>
  );
}

function SetLimit({ limit }: { readonly limit: Limit }) {
  const { kind, name = "", set } = limit;
  const label = kind === "all" ? "all runs" : `${kind} ${name}`;
  const props = { action: "PUT /api/v1/queue/limits", body: { kind, name }, numbers: ["limit"] };
  return (
    <div class="row-actions">
      <form class="row-form" method="post" data-island="form" data-props={JSON.stringify(props)}>
        <input
          name="limit"
          id={`limit-${kind}-${name}`}
          type="number"
          min="0"
          max="100000"
          step="1"
          required
          value={limit.limit}
          aria-label={`Limit of ${label}`}
        />
        <button type="submit" aria-label={`Set the limit of ${label}`}>Set</button>
        <span role="alert" class="wrong"></span>
      </form>
      {set !== undefined && (
        <button
          type="button"
          data-action="DELETE /api/v1/queue/limits"
          data-body={JSON.stringify({ kind, name })}
          aria-label={`Take back the limit of ${label}`}
        >
          Take back
        </button>
      )}
    </div>
  );
}

/** A form for a limit of something that has none. */
function NewLimit({ jobs, pools }: { readonly jobs: readonly string[]; readonly pools: readonly string[] }) {
  const props = { action: "PUT /api/v1/queue/limits", numbers: ["limit"] };
  return (
    <form class="add-form" method="post" data-island="form" data-props={JSON.stringify(props)} aria-label="New limit">
      <label>
        Limit{" "}
        <select name="kind">
          <option value="job">runs of the job</option>
          <option value="tag">runs with the tag</option>
          <option value="pool">slots of the pool</option>
        </select>
      </label>
      <label>
        Name <input name="name" required list="limit-names" placeholder="job, key=value or pool" />
      </label>
      <datalist id="limit-names">{[...jobs, ...pools].map((one) => <option key={one} value={one} />)}</datalist>
      <label>
        At most <input name="limit" type="number" min="0" max="100000" step="1" required />
      </label>
      <button type="submit" class="main">Set</button>
      <span role="alert" class="wrong"></span>
    </form>
  );
}

const runColumn: Column<Item> = {
  title: "Run",
  cell: ({ run, job }) => (
    <a href={runHref(run)}>
      {job} <span class="id">{run}</span>
    </a>
  ),
};

const poolsColumn: Column<Item> = {
  title: "Slots",
  wide: true,
  cell: ({ pools }) => {
    const all = Object.entries(pools);
    if (all.length === 0) return <span class="quiet">none</span>;
    return <>{all.map(([pool, slots]) => `${pool}: ${formatCount(slots)}`).join(", ")}</>;
  },
};

const executedColumns: readonly Column<Item>[] = [
  runColumn,
  poolsColumn,
  { title: "Queued at", wide: true, cell: ({ enqueuedAt }) => <Time at={enqueuedAt} /> },
  { title: "Lease until", wide: true, cell: ({ leaseUntil }) => <Time at={leaseUntil} /> },
  { title: "Worker", as: "text", cell: ({ worker }) => <code class="place">{worker}</code> },
];

function waitingColumns(now: number): readonly Column<Item>[] {
  return [
    { title: "Place", as: "number", cell: ({ place }) => <Count value={place} /> },
    runColumn,
    { title: "Priority", as: "number", wide: true, cell: ({ priority }) => <Count value={priority} /> },
    { title: "Waited", as: "number", cell: ({ enqueuedAt }) => formatDuration(Math.max(0, now - enqueuedAt)) },
    { title: "Because", as: "text", cell: ({ because }) => because },
    poolsColumn,
  ];
}
