import type { Overview } from "../run_queries.ts";
import type { JobView } from "../view_models.ts";
import { Page, type Shell } from "./layout.tsx";
import { assetHref, Command, runHref, RunTable, Section, Time } from "./parts.tsx";

/** The first page: what is wrong, what runs, what ran, what is missing. */
export function Home(props: {
  readonly shell: Shell;
  readonly overview: Overview;
  readonly jobs: readonly JobView[];
}) {
  const { shell, overview: { failing, live, recent, never }, jobs } = props;
  if (recent.length === 0) {
    return (
      <Page shell={shell} title="Overview" current="Overview">
        <h1>Nothing ran here yet</h1>
        <p>Runs are started on the command line; they show up here from their first second.</p>
        <StartCommands jobs={jobs} shell={shell} />
      </Page>
    );
  }
  return (
    <Page shell={shell} title="Overview" current="Overview" stream={live.length > 0 ? "/api/v1/stream" : undefined}>
      <h1>Overview</h1>
      <Section title="Failing now">
        {failing.length === 0 && <p class="good">The last finished run of every job succeeded.</p>}
        {failing.map((run) => (
          <a class="error-card" href={runHref(run.id)}>
            <h3>{run.job}</h3>
            <p class="message">{run.error?.message ?? "The run failed"}</p>
            <p class="quiet">
              Failed <Time at={run.endedAt ?? run.createdAt} /> UTC, run <span class="id">{run.id}</span>
            </p>
          </a>
        ))}
      </Section>
      {live.length > 0 && (
        <Section title="Running now">
          <RunTable runs={live} label="Runs that have not ended" />
        </Section>
      )}
      <Section title="Last runs">
        <RunTable runs={recent} label="Last runs" />
        <p>
          <a href="/runs">All runs</a>
        </p>
      </Section>
      <Section title="Never built">
        {never.length === 0 && <p class="good">Every asset that is kept has a value.</p>}
        <ul class="chips">
          {never.map((asset) => (
            <li>
              <a href={assetHref(asset.name)}>{asset.name}</a> <span class="quiet">{asset.group}</span>
            </li>
          ))}
        </ul>
      </Section>
    </Page>
  );
}

function StartCommands({ jobs, shell }: { readonly jobs: readonly JobView[]; readonly shell: Shell }) {
  return (
    <>
      {jobs.map((job) => (
        <Section title={job.name}>
          <p>{job.description}</p>
          <Command line={`${shell.program} run ${job.name} --env ${shell.environment}`} />
        </Section>
      ))}
    </>
  );
}

/** A page for a request that cannot be answered. */
export function Trouble(props: {
  readonly shell: Shell;
  readonly title: string;
  readonly detail: string;
  readonly remedy?: string | undefined;
}) {
  return (
    <Page shell={props.shell} title={props.title}>
      <h1>{props.title}</h1>
      <p>{props.detail}</p>
      {props.remedy !== undefined && <p>{props.remedy}</p>}
      <p>
        <a href="/">Overview</a>
      </p>
    </Page>
  );
}
