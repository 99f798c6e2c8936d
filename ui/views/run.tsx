import { lastSignOfLife, type Materialization, stepStatuses } from "../../pipeline/engine/mod.ts";
import { formatDuration } from "../../infra/format.ts";
import type { RunDetail } from "../run_queries.ts";
import type { RunView, StepView } from "../view_models.ts";
import { Checks } from "./checks.tsx";
import { Log, type LogProps } from "./log.tsx";
import { Page, type Shell, withQuery } from "./layout.tsx";
import {
  assetHref,
  Badge,
  type Column,
  Command,
  Count,
  Duration,
  ErrorCard,
  Facts,
  jobHref,
  RunBadge,
  runHref,
  Section,
  Size,
  Table,
  TagList,
  Terms,
  Time,
} from "./parts.tsx";

/** One run: what it was asked for, how its steps went, what it made, and its log. */
export function Run(props: {
  readonly shell: Shell;
  readonly detail: RunDetail;
  readonly log: Omit<LogProps, "url">;
  /** Whether the project has a job or an asset of this name. */
  readonly known: { readonly job: (name: string) => boolean; readonly asset: (name: string) => boolean };
}) {
  const { shell, detail: { run, steps, checks, outputs }, log, known } = props;
  const failed = steps.filter((step) => step.status === "failed" && step.error !== undefined);
  return (
    <Page shell={shell} title={`${run.job} ${run.id}`} current="Runs" stream={run.live ? "/api/v1/stream" : undefined}>
      <h1>{known.job(run.job) ? <a href={jobHref(run.job)}>{run.job}</a> : run.job}</h1>
      <Header run={run} />
      {run.silent && <Silent run={run} program={shell.program} known={known.job(run.job)} />}
      {failed.length === 0 && run.error !== undefined && <ErrorCard error={run.error} title="The run failed" />}
      {failed.slice(0, 5).map((step) => (
        <ErrorCard
          key={step.step}
          error={step.error!}
          title={`${step.step} failed`}
        />
      ))}
      {run.status === "failure" && known.job(run.job) && (
        <Command line={`${shell.program} run ${run.job} --env ${run.environment} --from-failure ${run.id}`} />
      )}
      <Section title="Steps">
        <Steps steps={steps} url={shell.url} />
      </Section>
      {checks.length > 0 && (
        <Section title="Checks">
          <Checks checks={checks} />
        </Section>
      )}
      {outputs.length > 0 && (
        <Section title="Outputs">
          <Outputs outputs={outputs} known={known.asset} />
        </Section>
      )}
      <Section title="Log">
        <Log {...log} url={shell.url} />
      </Section>
    </Page>
  );
}

function Header({ run }: { readonly run: RunView }) {
  const parent = run.parentRun;
  return (
    <>
      <p class="headline">
        <RunBadge run={run} /> <span class="id">{run.id}</span> <TagList tags={run.tags} />
      </p>
      <Terms
        terms={{
          "Environment": run.environment,
          "Started (UTC)": <Time at={run.startedAt} />,
          "Ended (UTC)": <Time at={run.endedAt} />,
          "Duration": <Duration milliseconds={run.milliseconds} />,
          "Last sign of life": run.silentFor === undefined ? undefined : `${formatDuration(run.silentFor)} ago`,
          "Continues": parent === undefined ? undefined : <a class="id" href={runHref(parent)}>{parent}</a>,
        }}
      />
      {Object.keys(run.request).length > 0 && (
        <details>
          <summary>What was asked for</summary>
          <Facts facts={run.request} />
        </details>
      )}
    </>
  );
}

function Silent({ run, program, known }: {
  readonly run: RunView;
  readonly program: string;
  readonly known: boolean;
}) {
  return (
    <>
      <p>
        No sign of life since <Time at={lastSignOfLife(run)} />: its process has probably ended without saying so.{" "}
        {known && "This runs what it did not finish:"}
      </p>
      {known && <Command line={`${program} run ${run.job} --env ${run.environment} --from-failure ${run.id}`} />}
    </>
  );
}

function Steps({ steps, url }: { readonly steps: readonly StepView[]; readonly url: URL }) {
  if (steps.length === 0) return <p>No step is planned yet.</p>;
  const logOf = (step: string) => `${withQuery(url, { step, after: undefined, level: undefined })}#log`;
  const columns: readonly Column<StepView>[] = [
    { title: "Step", cell: ({ step }) => <a href={logOf(step)}>{step}</a> },
    { title: "Status", cell: (step) => <StepStatus step={step} /> },
    { title: "Duration", as: "number", cell: (step) => <Duration milliseconds={step.milliseconds} /> },
    { title: "Timeline", as: "timeline", wide: true, cell: (step) => <Bar step={step} /> },
  ];
  const counts = stepStatuses.map((status) => [status, steps.filter((step) => step.status === status).length] as const);
  return (
    <>
      <p class="headline">
        {counts.filter(([, number]) => number > 0).map(([status, number]) => (
          <span>
            <Badge state={status} /> <Count value={number} />
          </span>
        ))}
      </p>
      <Table label="Steps" columns={columns} rows={steps} />
    </>
  );
}

function StepStatus({ step: { status, attempt } }: { readonly step: StepView }) {
  return (
    <>
      <Badge state={status} />
      {attempt > 1 && <span class="quiet">{` try ${attempt}`}</span>}
    </>
  );
}

function Bar({ step: { bar, status } }: { readonly step: StepView }) {
  if (bar === undefined) return null;
  const width = Math.max(3, bar.length * 1000);
  return (
    <svg class={`bar ${status}`} viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" x="0" y="0" width="1000" height="10" />
      <rect x={Math.min(bar.start * 1000, 1000 - width).toFixed(1)} y="0" width={width.toFixed(1)} height="10" />
    </svg>
  );
}

function Outputs(props: { readonly outputs: readonly Materialization[]; readonly known: (asset: string) => boolean }) {
  const link = (name: string) => props.known(name) ? <a href={assetHref(name)}>{name}</a> : name;
  const columns: readonly Column<Materialization>[] = [
    { title: "Asset", cell: (output) => link(output.asset) },
    { title: "Partition", cell: (output) => output.partition },
    { title: "Rows", as: "number", cell: (output) => <Count value={output.rows} /> },
    { title: "Size", as: "number", cell: (output) => <Size bytes={output.bytes} /> },
    { title: "File", wide: true, cell: (output) => <code>{output.path}</code> },
  ];
  return <Table label="Outputs" columns={columns} rows={props.outputs} />;
}
