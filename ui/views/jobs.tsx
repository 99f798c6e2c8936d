import type { JobDetail } from "../asset_queries.ts";
import { plural } from "../format.ts";
import type { JobView } from "../view_models.ts";
import { AssetTable } from "./assets.tsx";
import { Graph } from "./graph.tsx";
import { Page, type Shell } from "./layout.tsx";
import { Badge, Command, jobHref, runHref, RunTable, Section, Table, TagList, Time } from "./parts.tsx";

/** Every job with its newest run. */
export function Jobs({ shell, jobs }: { readonly shell: Shell; readonly jobs: readonly JobView[] }) {
  return (
    <Page shell={shell} title="Jobs" current="Jobs" live={jobs.some((job) => job.lastRun?.live === true)}>
      <h1>Jobs</h1>
      {jobs.length === 0 && <p>The project has no jobs.</p>}
      {jobs.length > 0 && (
        <Table label="Jobs" columns={["Job", "~#Assets", "Last run", "~Started (UTC)"]}>
          {jobs.map(({ name, description, assets, lastRun }) => (
            <tr>
              <td>
                <a href={jobHref(name)}>{name}</a>
                <p class="quiet wide">{description}</p>
              </td>
              <td class="wide right number">{assets.length}</td>
              <td>
                {lastRun === undefined
                  ? <span class="quiet">never ran</span>
                  : (
                    <a class="plain-link" href={runHref(lastRun.id)}>
                      <Badge state={lastRun.status} />
                    </a>
                  )}
              </td>
              <td class="wide">
                <Time at={lastRun?.startedAt} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Page>
  );
}

/** One job: what it makes, in which order, and how it went. */
export function JobPage({ shell, detail }: { readonly shell: Shell; readonly detail: JobDetail }) {
  const { job, place, assets, runs } = detail;
  return (
    <Page shell={shell} title={job.name} current="Jobs" live={runs.some((run) => run.live)}>
      <h1>{job.name}</h1>
      <p class="lead">{job.description}</p>
      <dl class="facts">
        <div>
          <dt>Selection</dt>
          <dd>
            <code>{job.selection}</code>, {plural(assets.length, "asset")}
          </dd>
        </div>
        {Object.keys(job.tags).length > 0 && (
          <div>
            <dt>Tags</dt>
            <dd>
              <TagList tags={job.tags} />
            </dd>
          </div>
        )}
        <div>
          <dt>Defined at</dt>
          <dd>
            <code>{place}</code>
          </dd>
        </div>
      </dl>
      <Section title="Run it">
        <Command line={`deno task run ${job.name} --env ${shell.environment}`} />
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
