import type { z } from "zod";
import { countOf } from "../../../infra/format.ts";
import { getJob } from "../../api/jobs/endpoints.ts";
import { listRuns } from "../../api/runs/endpoints.ts";
import { boxHeight, layoutGraph } from "../../graph_layout.ts";
import { Page } from "../../views/layout.tsx";
import {
  assetHref,
  type Column,
  Command,
  Count,
  Duration,
  jobHref,
  Section,
  Table,
  TagList,
  Terms,
  Time,
} from "../../views/parts.tsx";
import { definePage } from "../page.tsx";
import { mayOperate, RunStrip, RunTable } from "../runs/run_rows.tsx";
import { Starters } from "./jobs_page.tsx";

type JobAsset = z.output<typeof getJob.output>["assets"][number];

/** One job: what it makes, in which order, what starts it, and how it went. */
export const jobPage = definePage("/jobs/:name", async ({ ask, params, shell }) => {
  const name = params["name"] ?? "";
  const { job, assets } = await ask(getJob, { params: { name } });
  const { items: runs } = await ask(listRuns, { query: { job: name, limit: 15 } });
  return (
    <Page shell={shell} title={name} current="Jobs" stream="/api/v1/stream">
      <h1>{name}</h1>
      <p class="lead">{job.description}</p>
      <div class="actions">
        <a class="button main" href={`${jobHref(name)}/launch`}>{mayOperate(shell) ? "Launch" : "Show the plan"}</a>
      </div>
      <div data-live="facts">
        <Terms
          terms={{
            "Last runs": <RunStrip runs={job.recent} />,
            "Usually takes": <Duration milliseconds={job.usual} />,
            "Makes": countOf(assets.length, "asset"),
            "Selection": <code>{job.selection}</code>,
            "Tags": Object.keys(job.tags).length === 0 ? undefined : <TagList tags={job.tags} />,
            "Defined at": <code>{job.place}</code>,
          }}
        />
      </div>
      <Section title="Started by">
        <Starters job={job} />
        <p class="quiet">In a terminal:</p>
        <Command line={`${shell.program} run ${name} --env ${shell.environment}`} />
      </Section>
      <Section title="Runs">
        <div data-live="runs">
          {runs.length === 0 ? <p>It never ran.</p> : <RunTable label={`Runs of ${name}`} runs={runs} oneJob />}
        </div>
        {runs.length > 0 && (
          <p>
            <a href={`/runs?job=${encodeURIComponent(name)}`}>All runs of this job</a>
          </p>
        )}
      </Section>
      <Section title="What it makes">
        <JobGraph assets={assets} label={`How the assets of ${name} depend on each other`} />
        <Table label={`Assets of ${name}, dependencies first`} columns={columns} rows={assets} />
      </Section>
    </Page>
  );
});

const columns: readonly Column<JobAsset>[] = [
  { title: "Asset", cell: ({ name }) => <a href={assetHref(name)}>{name}</a> },
  { title: "What it is", as: "text", wide: true, cell: ({ description }) => description },
  { title: "Split by", wide: true, cell: ({ partitions }) => partitions },
  { title: "Rows", as: "number", cell: ({ rows }) => <Count value={rows} /> },
  { title: "Built", cell: ({ builtAt, transient }) => transient ? "not kept" : <Time at={builtAt} /> },
];

const [letterWidth, longest] = [7.6, 34];

function JobGraph({ assets, label }: { readonly assets: readonly JobAsset[]; readonly label: string }) {
  const byName = new Map(assets.map((asset) => [asset.name, asset]));
  const deps = new Map(assets.map((asset) => [asset.name, asset.needs]));
  const cut = (name: string) => name.length <= longest ? name : `${name.slice(0, longest - 1)}…`;
  const { width, height, boxes, edges } = layoutGraph(deps, (name) => cut(name).length * letterWidth + 28);
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={label}>
      <svg
        class="graph"
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label={label}
      >
        {edges.map((edge) => <path key={edge.path} class="edge" d={edge.path} />)}
        {boxes.map(({ name, x, y, width }) => {
          const { group, transient, builtAt } = byName.get(name)!;
          const state = transient ? "transient" : builtAt === undefined ? "never" : "built";
          return (
            <a key={name} href={assetHref(name)} class={state}>
              <title>{name}</title>
              <rect x={x} y={y} width={width} height={boxHeight} rx="6" />
              <text x={x + 14} y={y + 19}>{cut(name)}</text>
              <text class="quiet" x={x + 14} y={y + 36}>{state === "never" ? "never built" : group}</text>
            </a>
          );
        })}
      </svg>
    </div>
  );
}
