import { backfillItemStatuses } from "../../../pipeline/engine/mod.ts";
import { formatCount } from "../../../infra/format.ts";
import { getBackfill } from "../../api/backfills/endpoints.ts";
import { mayAct } from "../../api/endpoint.ts";
import { Page, type Shell, withQuery } from "../../views/layout.tsx";
import { type Column, Command, jobHref, runHref, Section, Table, Terms, Time } from "../../views/parts.tsx";
import { definePage } from "../page.tsx";
import { type Backfill, backfillHref, type BackfillItem, NameList, Progress, State } from "./parts.tsx";

const columns: readonly Column<BackfillItem>[] = [
  { title: "Key", cell: ({ partition }) => partition },
  { title: "State", cell: ({ status }) => <State status={status} /> },
  { title: "Run", cell: ({ run }) => run === undefined ? "" : <a href={runHref(run)}>{run}</a> },
];

/** One backfill: how far it is, and each of its keys with its run. */
export const backfillPage = definePage("/backfills/:id", async ({ ask, params, query, shell }) => {
  const id = params["id"]!;
  const backfill = await ask(getBackfill, { params: { id } });
  const chosen = backfillItemStatuses.find((status) => status === query.get("state"));
  const items = backfill.items.filter(({ status }) => chosen === undefined || status === chosen);
  const { job, selection, status, concurrency, partitions, order, group, reuse, createdAt, endedAt } = backfill;
  return (
    <Page shell={shell} title={`Backfill ${id}`} current="Backfills" stream="/api/v1/stream">
      <h1>Backfill {id}</h1>
      <div data-live="backfill">
        <p>
          <State status={status} /> <Progress backfill={backfill} />
        </p>
        {mayAct(shell.caller.role, "operator") && <Changes backfill={backfill} />}
        <Terms
          terms={{
            "Job": <a href={jobHref(job)}>{job}</a>,
            "Partitions": partitions,
            "Order": order,
            "Runs at once": formatCount(concurrency),
            "Keys for each run": formatCount(group),
            "Unchanged values": reuse ? "taken as they are" : "computed again",
            "Made": <Time at={createdAt} />,
            "Ended": endedAt === undefined ? undefined : <Time at={endedAt} />,
          }}
        />
        <NameList names={selection.split(",")} title="of each key" />
        <Section title="Keys">
          <States backfill={backfill} chosen={chosen} shell={shell} />
          {items.length === 0 ? <p>None.</p> : <Table label="Keys" columns={columns} rows={items} />}
        </Section>
      </div>
      <Section title="On the command line">
        <Command line={`${shell.program} backfill show ${id} --env ${shell.environment}`} />
      </Section>
    </Page>
  );
});

/** How many keys are in each state; each a link that shows them alone. */
function States({ backfill: { counts }, chosen, shell }: {
  readonly backfill: Backfill;
  readonly chosen: BackfillItem["status"] | undefined;
  readonly shell: Shell;
}) {
  return (
    <p>
      {backfillItemStatuses.filter((status) => counts[status] > 0).map((status) => (
        <span key={status}>
          <a href={withQuery(shell.url, { state: status })} aria-current={status === chosen ? "true" : undefined}>
            {formatCount(counts[status])} {status}
          </a>
          {" · "}
        </span>
      ))}
      <a href={withQuery(shell.url, { state: undefined })}>all</a>
    </p>
  );
}

/** What can be done to it as it stands. */
function Changes({ backfill: { id, status, counts } }: { readonly backfill: Backfill }) {
  const path = `/api/v1${backfillHref(id)}`;
  const isGoing = status === "running" || status === "paused";
  const mayRetry = !isGoing && status !== "canceling" && counts.failure + counts.canceled > 0;
  return (
    <p class="actions">
      {status === "running" && <button type="button" data-action={`POST ${path}/pause`}>Pause</button>}
      {status === "paused" && <button type="button" data-action={`POST ${path}/resume`}>Go on</button>}
      {isGoing && (
        <button
          type="button"
          class="danger"
          data-action={`POST ${path}/cancel`}
          data-confirm="Cancel this backfill and its runs?"
        >
          Cancel
        </button>
      )}
      {mayRetry && <button type="button" data-action={`POST ${path}/retry`}>Run failed and canceled keys again</button>}
    </p>
  );
}
