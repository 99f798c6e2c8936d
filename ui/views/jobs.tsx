import type { JobDetail } from "../asset_queries.ts";
import { countOf } from "../../infra/format.ts";
import type { JobView, RunView } from "../view_models.ts";
import { AssetTable } from "./assets.tsx";
import { Graph } from "./graph.tsx";
import { Page, type Shell } from "./layout.tsx";
import {
  type Column,
  Command,
  jobHref,
  RunBadge,
  runHref,
  RunTable,
  Section,
  Table,
  TagList,
  Terms,
  Time,
} from "./parts.tsx";

const columns: readonly Column<JobView>[] = [
  { title: "Job", cell: (job) => <a href={jobHref(job.name)}>{job.name}</a> },
  { title: "What it does", as: "text", wide: true, cell: (job) => job.description },
  { title: "Assets", as: "number", wide: true, cell: (job) => job.assets.length },
  { title: "Last run", cell: (job) => <LastRun run={job.lastRun} /> },
  { title: "Started (UTC)", wide: true, cell: (job) => <Time at={job.lastRun?.startedAt} /> },
];

/** Every job with its newest run. */
export function Jobs({ shell, jobs }: { readonly shell: Shell; readonly jobs: readonly JobView[] }) {
  return (
    <Page
      shell={shell}
      title="Jobs"
      current="Jobs"
      stream={jobs.some((job) => job.lastRun?.live === true) ? "/api/v1/stream" : undefined}
    >
      <h1>Jobs</h1>
      {jobs.length === 0 ? <p>The project has no jobs.</p> : <Table label="Jobs" columns={columns} rows={jobs} />}
    </Page>
  );
}

function LastRun({ run }: { readonly run: RunView | undefined }) {
  if (run === undefined) return <span class="quiet">never ran</span>;
  return (
    <a class="plain-link" href={runHref(run.id)}>
      <RunBadge run={run} />
    </a>
  );
}

/** One job: what it makes, in which order, and how it went. */
export function JobPage({ shell, detail }: { readonly shell: Shell; readonly detail: JobDetail }) {
  const { job, place, assets, runs } = detail;
  return (
    <Page
      shell={shell}
      title={job.name}
      current="Jobs"
      stream={runs.some((run) => run.live) ? "/api/v1/stream" : undefined}
    >
      <h1>{job.name}</h1>
      <p class="lead">{job.description}</p>
      <Terms
        terms={{
          "Selection": (
            <>
              <code>{job.selection}</code>, {countOf(assets.length, "asset")}
            </>
          ),
          "Tags": Object.keys(job.tags).length === 0 ? undefined : <TagList tags={job.tags} />,
          "Defined at": <code>{place}</code>,
        }}
      />
      <Section title="Run it">
        <Command line={`${shell.program} run ${job.name} --env ${shell.environment}`} />
      </Section>
      <Section title="Lineage">
        <Graph assets={assets} label={`How the assets of ${job.name} depend on each other`} />
        <AssetTable assets={assets} label={`Assets of ${job.name}, dependencies first`} />
      </Section>
      <Section title="Last runs">
        {runs.length === 0 ? <p>It never ran.</p> : <RunTable runs={runs} label="Last runs" />}
        {runs.length > 0 && (
          <p>
            <a href={`/runs?job=${encodeURIComponent(job.name)}`}>All runs of this job</a>
          </p>
        )}
      </Section>
    </Page>
  );
}
