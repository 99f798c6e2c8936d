import { backfillItemStatuses } from "../../../pipeline/engine/mod.ts";
import { formatCount } from "../../../infra/format.ts";
import { getBackfill, getBackfillSteps, listBackfillKeys } from "../../api/backfills/endpoints.ts";
import { mayAct } from "../../api/endpoint.ts";
import { Page } from "../../views/layout.tsx";
import { Command, jobHref, Section, Terms, Time } from "../../views/parts.tsx";
import { definePage, type PageCall } from "../page.tsx";
import { KeysView } from "./keys_view.tsx";
import { type Backfill, backfillHref, NameList, Progress, State } from "./parts.tsx";
import { StepsView } from "./steps_view.tsx";

/** One backfill: how far it is, and each of its keys with its run. */
export const backfillPage = definePage("/backfills/:id", async (call) => {
  const { ask, params, query, shell } = call;
  const id = params["id"]!;
  const backfill = await ask(getBackfill, { params: { id } });
  const view = query.get("view") === "steps" ? "steps" : "keys";
  const { job, selection, status, concurrency, partitions, order, group, reuse, createdAt, by, endedAt } = backfill;
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
            "By": by,
            "Ended": endedAt === undefined ? undefined : <Time at={endedAt} />,
          }}
        />
        <NameList names={selection.split(",")} title="of each key" />
        <nav class="tabs" aria-label="Views of the backfill">
          {(["keys", "steps"] as const).map((one) => (
            <a
              key={one}
              href={`${shell.url.pathname}${one === "keys" ? "" : `?view=${one}`}`}
              aria-current={one === view ? "page" : undefined}
            >
              {one === "keys" ? "Keys" : "Steps of each key"}
            </a>
          ))}
        </nav>
        {view === "keys" ? await keysView(call, backfill) : await stepsView(call, backfill)}
      </div>
      <Section title="On the command line">
        <Command line={`${shell.program} backfill show ${id} --env ${shell.environment}`} />
      </Section>
    </Page>
  );
});

async function keysView({ ask, query, shell }: PageCall, backfill: Backfill) {
  const state = backfillItemStatuses.find((status) => status === query.get("state"));
  const text = query.get("text")?.slice(0, 200) || undefined;
  const cursor = query.get("cursor") || undefined;
  const page = await ask(listBackfillKeys, { params: { id: backfill.id }, query: { state, text, cursor } });
  return <KeysView shell={shell} backfill={backfill} page={page} state={state} text={text} />;
}

async function stepsView({ ask, query, shell }: PageCall, { id }: Backfill) {
  const cursor = query.get("cursor") || undefined;
  return <StepsView shell={shell} steps={await ask(getBackfillSteps, { params: { id }, query: { cursor } })} />;
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
