import type { Materialization } from "../../pipeline/engine/history.ts";
import { stepStatuses } from "../../pipeline/engine/types.ts";
import { duration } from "../format.ts";
import type { RunDetail } from "../run_queries.ts";
import type { RunView, StepView } from "../view_models.ts";
import { Checks } from "./checks.tsx";
import { Log, type LogProps } from "./log.tsx";
import { Page, type Shell, withQuery } from "./layout.tsx";
import {
  assetHref,
  Badge,
  Command,
  Count,
  Duration,
  ErrorCard,
  Facts,
  jobHref,
  More,
  mostRows,
  runHref,
  Section,
  Size,
  Table,
  TagList,
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
    <Page shell={shell} title={`${run.job} ${run.id}`} current="Runs" live={run.live}>
      <h1>{known.job(run.job) ? <a href={jobHref(run.job)}>{run.job}</a> : run.job}</h1>
      <Header run={run} />
      {failed.length === 0 && run.error !== undefined && <ErrorCard error={run.error} title="The run failed" />}
      {failed.slice(0, 5).map((step) => (
        <ErrorCard
          key={step.step}
          error={step.error!}
          title={`${step.step} failed`}
        />
      ))}
      {run.status === "failure" && known.job(run.job) && (
        <Command line={`deno task run ${run.job} --env ${run.environment} --from-failure ${run.id}`} />
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
  return (
    <>
      <p class="headline">
        <Badge state={run.status} /> <span class="id">{run.id}</span> <TagList tags={run.tags} />
      </p>
      <dl class="facts">
        <div>
          <dt>Environment</dt>
          <dd>{run.environment}</dd>
        </div>
        <div>
          <dt>Started (UTC)</dt>
          <dd>
            <Time at={run.startedAt} />
          </dd>
        </div>
        <div>
          <dt>Ended (UTC)</dt>
          <dd>
            <Time at={run.endedAt} />
          </dd>
        </div>
        <div>
          <dt>Duration</dt>
          <dd>
            <Duration milliseconds={run.milliseconds} />
          </dd>
        </div>
        {run.silentFor !== undefined && (
          <div>
            <dt>Last sign of life</dt>
            <dd>{duration(run.silentFor)} ago</dd>
          </div>
        )}
        {run.parentRun !== undefined && (
          <div>
            <dt>Continues</dt>
            <dd>
              <a class="id" href={runHref(run.parentRun)}>{run.parentRun}</a>
            </dd>
          </div>
        )}
      </dl>
      {Object.keys(run.request).length > 0 && (
        <details>
          <summary>What was asked for</summary>
          <Facts facts={run.request} />
        </details>
      )}
    </>
  );
}

function Steps({ steps, url }: { readonly steps: readonly StepView[]; readonly url: URL }) {
  if (steps.length === 0) return <p>No step is planned yet.</p>;
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
      <Table label="Steps" columns={["Step", "Status", "#Duration", "~Timeline"]}>
        {steps.slice(0, mostRows).map((step) => (
          <tr>
            <td>
              <a href={`${withQuery(url, { step: step.step, after: undefined, level: undefined })}#log`}>{step.step}</a>
            </td>
            <td>
              <Badge state={step.status} />
              {step.attempt > 1 && <span class="quiet">{` try ${step.attempt}`}</span>}
            </td>
            <td class="right">
              <Duration milliseconds={step.milliseconds} />
            </td>
            <td class="wide timeline">
              <Bar step={step} />
            </td>
          </tr>
        ))}
      </Table>
      <More all={steps.length} what="step" />
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
  const { outputs, known } = props;
  return (
    <>
      <Table label="Outputs" columns={["Asset", "Partition", "#Rows", "#Size", "~File"]}>
        {outputs.slice(0, mostRows).map((output) => (
          <tr>
            <td>{known(output.asset) ? <a href={assetHref(output.asset)}>{output.asset}</a> : output.asset}</td>
            <td>{output.partition}</td>
            <td class="right">
              <Count value={output.rows} />
            </td>
            <td class="right">
              <Size bytes={output.bytes} />
            </td>
            <td class="wide">
              <code>{output.path}</code>
            </td>
          </tr>
        ))}
      </Table>
      <More all={outputs.length} what="output" />
    </>
  );
}
