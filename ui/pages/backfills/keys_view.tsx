import type { z } from "zod";
import { backfillItemStatuses } from "../../../pipeline/engine/mod.ts";
import { formatCount } from "../../../infra/format.ts";
import type { listBackfillKeys } from "../../api/backfills/endpoints.ts";
import { type Shell, withQuery } from "../../views/layout.tsx";
import { type Column, Duration, runHref, Table, Time } from "../../views/parts.tsx";
import { type Backfill, type BackfillKey, State } from "./parts.tsx";

const columns: readonly Column<BackfillKey>[] = [
  {
    title: "Key",
    cell: ({ partition, run }) => run === undefined ? partition : <a href={runHref(run)}>{partition}</a>,
  },
  { title: "State", cell: ({ status }) => <State status={status} /> },
  { title: "Started", wide: true, cell: ({ startedAt }) => <Time at={startedAt} /> },
  { title: "Took", as: "number", wide: true, cell: ({ milliseconds }) => <Duration milliseconds={milliseconds} /> },
  { title: "Run", wide: true, cell: ({ run }) => run === undefined ? "" : <a class="id" href={runHref(run)}>{run}</a> },
  { title: "Why it failed", as: "text", cell: (key) => <Failure item={key} /> },
];

/** Keys of a backfill, page by page, with what made them fail. */
export function KeysView({ shell, backfill, page, state, text }: {
  readonly shell: Shell;
  readonly backfill: Backfill;
  readonly page: z.output<typeof listBackfillKeys.output>;
  readonly state: BackfillKey["status"] | undefined;
  readonly text: string | undefined;
}) {
  const { items, total, next } = page;
  const shown = items.some(({ error }) => error !== undefined)
    ? columns
    : columns.filter(({ title }) => title !== "Why it failed");
  return (
    <>
      <States backfill={backfill} chosen={state} shell={shell} />
      <form class="selection-bar" method="get">
        {state !== undefined && <input type="hidden" name="state" value={state} />}
        <label>
          Key has <input type="search" name="text" maxlength={200} value={text} />
        </label>
        <button type="submit">Show</button>
      </form>
      {items.length === 0 ? <p>None.</p> : <Table label="Keys" columns={shown} rows={items} />}
      <p class="pager">
        <span class="quiet">{formatCount(items.length)} of {formatCount(total)} keys</span>
        {shell.url.searchParams.has("cursor") && <a href={withQuery(shell.url, { cursor: undefined })}>First keys</a>}
        {next !== undefined && <a href={withQuery(shell.url, { cursor: String(next) })}>Next keys</a>}
      </p>
    </>
  );
}

function Failure({ item: { error, run } }: { readonly item: BackfillKey }) {
  if (error === undefined) return null;
  const { message, step, place, remedy } = error;
  return (
    <>
      <span class="bad">{message}</span>
      {step !== undefined && run !== undefined && (
        <span class="note">
          in <a href={`${runHref(run)}?${new URLSearchParams({ step })}#log`}>{step}</a>
        </span>
      )}
      {place !== undefined && <span class="note">Where: {place}</span>}
      {remedy !== undefined && <span class="note">What to do: {remedy}</span>}
    </>
  );
}

/** How many keys are in each state; each a link that shows them alone. */
function States({ backfill: { counts }, chosen, shell }: {
  readonly backfill: Backfill;
  readonly chosen: BackfillKey["status"] | undefined;
  readonly shell: Shell;
}) {
  const to = (state: string | undefined) => withQuery(shell.url, { state, cursor: undefined });
  return (
    <nav class="filter" aria-label="State of the keys">
      <a href={to(undefined)} aria-current={chosen === undefined ? "true" : undefined}>all</a>
      {backfillItemStatuses.filter((status) => counts[status] > 0).map((status) => (
        <a key={status} href={to(status)} aria-current={status === chosen ? "true" : undefined}>
          {formatCount(counts[status])} {status}
        </a>
      ))}
    </nav>
  );
}
