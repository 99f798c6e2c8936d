import { listBackfills } from "../../api/backfills/endpoints.ts";
import { mayAct } from "../../api/endpoint.ts";
import { Page, withQuery } from "../../views/layout.tsx";
import { type Column, jobHref, Table, Time } from "../../views/parts.tsx";
import { definePage } from "../page.tsx";
import { type Backfill, backfillHref, Progress, State } from "./parts.tsx";

const columns: readonly Column<Backfill>[] = [
  { title: "Backfill", cell: ({ id }) => <a href={backfillHref(id)}>{id}</a> },
  { title: "State", cell: ({ status }) => <State status={status} /> },
  { title: "Job", wide: true, cell: ({ job }) => <a href={jobHref(job)}>{job}</a> },
  { title: "Split by", wide: true, cell: ({ partitions }) => partitions },
  { title: "Keys", cell: (backfill) => <Progress backfill={backfill} /> },
  { title: "Made by", wide: true, cell: ({ by }) => by ?? <span class="quiet">–</span> },
  { title: "Made", wide: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
  { title: "Ended", wide: true, cell: ({ endedAt }) => <Time at={endedAt} /> },
];

/** Backfills, newest first. */
export const backfillsPage = definePage("/backfills", async ({ ask, query, shell }) => {
  const cursor = query.get("cursor");
  const { items, next } = await ask(listBackfills, { query: cursor === null ? {} : { cursor } });
  return (
    <Page shell={shell} title="Backfills" current="Backfills" stream="/api/v1/stream">
      <h1>Backfills</h1>
      <p class="lead">A backfill runs a job for many keys of a partition, each as a run of its own.</p>
      {mayAct(shell.caller.role, "operator") && (
        <p>
          <a class="button" href="/backfills/new">New backfill</a>
        </p>
      )}
      <div data-live="backfills">
        {items.length === 0
          ? <p>{cursor === null ? "There is none yet." : "There are no older ones."}</p>
          : <Table label="Backfills" columns={columns} rows={items} />}
        {next !== undefined && (
          <p class="pager">
            <a href={withQuery(shell.url, { cursor: next })}>Older backfills</a>
          </p>
        )}
      </div>
    </Page>
  );
});
