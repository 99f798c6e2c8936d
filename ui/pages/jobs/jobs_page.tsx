import { listJobs } from "../../api/jobs/endpoints.ts";
import type { JobAnswer } from "../../api/jobs/endpoints.ts";
import { cronWords } from "../../cron_words.ts";
import { Page, type Shell } from "../../views/layout.tsx";
import { type Column, Duration, jobHref, RunBadge, runHref, Table, Time } from "../../views/parts.tsx";
import { definePage } from "../page.tsx";
import { mayOperate, RunStrip } from "../runs/run_rows.tsx";

/** Every job with its last runs and what starts it. */
export const jobsPage = definePage("/jobs", async ({ ask, shell }) => {
  const { items } = await ask(listJobs, {});
  return (
    <Page shell={shell} title="Jobs" current="Jobs" stream="/api/v1/stream">
      <h1>Jobs</h1>
      <div data-live="jobs">
        {items.length === 0
          ? <p>The project has no jobs: define one with defineJob and add it to the project.</p>
          : <Table label="Jobs" columns={columnsFor(shell)} rows={items} />}
      </div>
    </Page>
  );
});

function columnsFor(shell: Shell): readonly Column<JobAnswer>[] {
  return [
    { title: "Job", cell: (job) => <JobName job={job} /> },
    { title: "Last run", cell: ({ lastRun }) => <LastRun run={lastRun} /> },
    { title: "Last runs", wide: true, cell: ({ recent }) => <RunStrip runs={recent} /> },
    { title: "Usually takes", as: "number", wide: true, cell: ({ usual }) => <Duration milliseconds={usual} /> },
    { title: "Started by", wide: true, cell: (job) => <Starters job={job} /> },
    {
      title: mayOperate(shell) ? "Launch" : "Plan",
      cell: ({ name }) => <a class="button" href={`${jobHref(name)}/launch`}>{mayOperate(shell) ? "Launch" : "Plan"}
      </a>,
    },
  ];
}

function JobName({ job: { name, description } }: { readonly job: JobAnswer }) {
  return (
    <>
      <a href={jobHref(name)}>{name}</a>
      <span class="quiet note">{description}</span>
    </>
  );
}

function LastRun({ run }: { readonly run: JobAnswer["lastRun"] }) {
  if (run === undefined) return <span class="quiet">never ran</span>;
  return (
    <>
      <a class="plain-link" href={runHref(run.id)}>
        <RunBadge run={run} />
      </a>
      <span class="note quiet">
        <Time at={run.startedAt ?? run.createdAt} />
      </span>
    </>
  );
}

/** Schedules and sensors of a job, and when it runs next. */
export function Starters({ job: { schedules, sensors } }: { readonly job: JobAnswer }) {
  if (schedules.length + sensors.length === 0) return <span class="quiet">nobody but people</span>;
  return (
    <ul class="plain">
      {schedules.map(({ name, cron, timezone, running, nextTick }) => (
        <li key={name}>
          {name} <code title={cronWords(cron)}>{cron}</code> <span class="quiet">{timezone}</span>
          <span class="note quiet">
            {running
              ? (
                <>
                  next <Time at={nextTick} />
                </>
              )
              : "stopped"}
          </span>
        </li>
      ))}
      {sensors.map(({ name, running }) => (
        <li key={name}>
          {name} <span class="quiet">sensor, {running ? "running" : "stopped"}</span>
        </li>
      ))}
    </ul>
  );
}
