import type { z } from "zod";
import { keyOrders } from "../../../pipeline/engine/mod.ts";
import { formatCount, formatDuration } from "../../../infra/format.ts";
import { ApiProblem } from "../../api/call.ts";
import { type backfillPlanSchema, planBackfill } from "../../api/backfills/endpoints.ts";
import { mayAct } from "../../api/endpoint.ts";
import { listJobs } from "../../api/jobs/endpoints.ts";
import { Page } from "../../views/layout.tsx";
import { type Column, Section, Table } from "../../views/parts.tsx";
import { NameList } from "./parts.tsx";
import { definePage, type PageCall } from "../page.tsx";

type Plan = z.output<typeof backfillPlanSchema>;

/** What the form asks for, as the address has it. */
type Asked = Readonly<Record<string, string>> & { readonly job: string };

const names = ["job", "selection", "keys", "order", "concurrency", "group", "missing", "reuse"] as const;

/** A form, and the plan of what it would do; nothing happens before the plan was seen. */
export const newBackfillPage = definePage("/backfills/new", async (call) => {
  const { ask, query, shell } = call;
  const asked = askedOf(query);
  const [{ items: jobs }, plan] = await Promise.all([ask(listJobs, {}), planOf(call, asked)]);
  return (
    <Page shell={shell} title="New backfill" current="Backfills">
      <h1>New backfill</h1>
      <Form asked={asked ?? { job: "" }} jobs={jobs.map(({ name }) => name)} />
      {plan instanceof ApiProblem && <p class="wrong" role="alert">{plan.message}</p>}
      {plan !== undefined && !(plan instanceof ApiProblem) && (
        <PlanView plan={plan} asked={asked!} mayBegin={mayAct(shell.caller.role, "operator")} />
      )}
    </Page>
  );
});

function askedOf(query: URLSearchParams): Asked | undefined {
  const given = names.flatMap((name) => {
    const value = query.get(name)?.trim() ?? "";
    return value === "" ? [] : [[name, value]];
  });
  return query.get("job") ? Object.fromEntries(given) : undefined;
}

async function planOf({ ask }: PageCall, asked: Asked | undefined): Promise<Plan | ApiProblem | undefined> {
  if (asked === undefined) return undefined;
  // Whatever stands in the address: the API says what is wrong with it.
  return await ask(planBackfill, { query: asked as never }).catch((error: unknown) => {
    if (error instanceof ApiProblem && error.details.status < 500) return error;
    throw error;
  });
}

function Form({ asked, jobs }: { readonly asked: Asked; readonly jobs: readonly string[] }) {
  return (
    <form class="selection-bar" method="get">
      <label>
        Job
        <select name="job" required>
          {jobs.map((job) => <option key={job} selected={job === asked.job}>{job}</option>)}
        </select>
      </label>
      <label>
        Assets
        <input type="text" name="selection" value={asked["selection"]} placeholder="all of the job" />
      </label>
      <label class="grow">
        Keys
        <input type="text" name="keys" value={asked["keys"]} placeholder="all; or A,B or B* or A..F" />
      </label>
      <label>
        Order
        <select name="order">
          {keyOrders.map((order) => <option key={order} selected={order === asked["order"]}>{order}</option>)}
        </select>
      </label>
      <label>
        Runs at once
        <input type="number" name="concurrency" min="1" max="1000" value={asked["concurrency"] ?? "4"} />
      </label>
      <label>
        Keys for each run
        <input type="number" name="group" min="1" max="10000" value={asked["group"] ?? "1"} />
      </label>
      <label>
        Which
        <select name="missing">
          <option value="false">all of these keys</option>
          <option value="true" selected={asked["missing"] === "true"}>only those without values</option>
        </select>
      </label>
      <label>
        Unchanged values
        <select name="reuse">
          <option value="false">compute again</option>
          <option value="true" selected={asked["reuse"] === "true"}>take as they are</option>
        </select>
      </label>
      <button type="submit">Show the plan</button>
    </form>
  );
}

const columns: readonly Column<Plan["runs"][number]>[] = [
  { title: "Keys", as: "text", cell: ({ partitions }) => partitions.join(", ") },
  { title: "Steps", as: "number", cell: ({ steps }) => formatCount(steps) },
  { title: "Taken as they are", as: "number", cell: ({ reused }) => formatCount(reused) },
];

function PlanView({ plan, asked, mayBegin }: {
  readonly plan: Plan;
  readonly asked: Asked;
  readonly mayBegin: boolean;
}) {
  const { runs, skipped, assets, leftOut, partitions, milliseconds } = plan;
  return (
    <Section title="Plan">
      <p>
        {formatCount(runs.length)} {runs.length === 1 ? "run" : "runs"} over <code>{partitions}</code>
        {milliseconds !== undefined && runs.length > 0 && `, by earlier runs about ${formatDuration(milliseconds)}`}
      </p>
      <NameList names={assets} title="of each key" />
      <NameList names={leftOut} title="left out, not being split by it" />
      {runs.length > 0 && mayBegin && (
        <p class="actions">
          <button
            type="button"
            class="main"
            data-action="POST /api/v1/backfills"
            data-body={JSON.stringify(bodyOf(asked))}
            data-then="/backfills/{id}"
          >
            Begin
          </button>
        </p>
      )}
      {runs.length === 0 ? <p>There is nothing to run.</p> : <Table label="Runs" columns={columns} rows={runs} />}
      {skipped.length > 0 && (
        <details>
          <summary>{formatCount(skipped.length)} keys are left out</summary>
          <ul>
            {skipped.map(({ partition, because }) => <li key={partition}>{partition}: {because}</li>)}
          </ul>
        </details>
      )}
    </Section>
  );
}

/** The same as the body of a request. */
function bodyOf({ concurrency, group, missing, reuse, ...texts }: Asked) {
  return {
    ...texts,
    ...(concurrency === undefined ? {} : { concurrency: Number(concurrency) }),
    ...(group === undefined ? {} : { group: Number(group) }),
    missing: missing === "true",
    reuse: reuse === "true",
  };
}
