import { formatDuration } from "../../../infra/format.ts";
import type { Shell } from "../../views/layout.tsx";
import { Command, Duration, RunBadge, runHref, TagList, Terms, Time } from "../../views/parts.tsx";
import type { RunDetail } from "./run_page.tsx";
import { mayOperate, Trigger } from "./run_rows.tsx";

/** How a run stands, and what can be done with it. */
export function Header(props: { readonly shell: Shell; readonly detail: RunDetail; readonly failed: number }) {
  const { shell: { now, program }, detail: { run, previous, retries, known } } = props;
  const { usual, milliseconds, parentRun } = run;
  const goesOn = known && (run.silent || run.status === "failure" || run.status === "canceled");
  return (
    <>
      <p class="headline">
        <RunBadge run={run} /> <span class="id">{run.id}</span> <TagList tags={run.tags} />
      </p>
      {run.canceling !== undefined && run.live && (
        <p class="warn">
          Being canceled by {run.canceling.by}: {run.canceling.reason}. Its processes get some time to end.
        </p>
      )}
      {run.waiting !== undefined && <p>No. {run.waiting.place} in the queue: {run.waiting.because}.</p>}
      {run.silent && (
        <p>
          No sign of life since{" "}
          <Time at={now - (run.silentFor ?? 0)} />: its process has probably ended without saying so.
        </p>
      )}
      <Actions {...props} />
      {goesOn && <Command line={`${program} run ${run.job} --env ${run.environment} --from-failure ${run.id}`} />}
      <Terms
        terms={{
          "Asked by": <Trigger run={run} />,
          "Environment": run.environment,
          "Made": <Time at={run.createdAt} />,
          "Waited": run.startedAt === undefined ? undefined : <Duration milliseconds={run.startedAt - run.createdAt} />,
          "Started": <Time at={run.startedAt} />,
          "Ended": <Time at={run.endedAt} />,
          "Duration": (
            <>
              <Duration milliseconds={milliseconds} />
              {usual !== undefined && <span class="quiet">{`, usually ${formatDuration(usual)}`}</span>}
            </>
          ),
          "Last sign of life": run.silentFor === undefined ? undefined : `${formatDuration(run.silentFor)} ago`,
          "Continues": parentRun === undefined ? undefined : <a class="id" href={runHref(parentRun)}>{parentRun}</a>,
          "Run again as": retries.length === 0
            ? undefined
            : retries.slice(0, 3).map((id) => <a key={id} class="id" href={runHref(id)}>{id}</a>),
          "Last success before": previous === undefined
            ? undefined
            : <a class="id" href={runHref(previous.id)}>{previous.id}</a>,
        }}
      />
    </>
  );
}

function Actions({ shell, detail: { run, known, command }, failed }: {
  readonly shell: Shell;
  readonly detail: RunDetail;
  readonly failed: number;
}) {
  const path = `/api/v1/runs/${encodeURIComponent(run.id)}`;
  const operator = mayOperate(shell);
  const ended = !run.live;
  const incomplete = run.status === "failure" || run.status === "canceled";
  const then = "/runs/{run}";
  return (
    <div class="actions" id="actions">
      {operator && known && ended && incomplete && (
        <button
          type="button"
          class="main"
          data-action={`POST ${path}/retry`}
          data-body='{"fromFailure":true}'
          data-then={then}
        >
          {run.status === "canceled" ? "Run what is left" : "Run from failure"}
        </button>
      )}
      {operator && known && ended && (
        <button
          type="button"
          class={incomplete ? undefined : "main"}
          data-action={`POST ${path}/retry`}
          data-body="{}"
          data-then={then}
        >
          Run all again
        </button>
      )}
      {operator && run.live && (
        <button
          type="button"
          class="danger"
          data-action={`POST ${path}/cancel`}
          data-body='{"reason":"from the page of the run"}'
          data-confirm={`Cancel run ${run.id} of ${run.job}?`}
          data-done="Canceled"
        >
          {run.silent ? "Record as canceled" : "Cancel"}
        </button>
      )}
      {operator && known && (
        <a class="button" href={`/jobs/${encodeURIComponent(run.job)}/launch?from=${run.id}`}>Launch with changes</a>
      )}
      <button type="button" data-copy={command} title={command}>Copy command line</button>
      <a class="button" href={`${path}/events.jsonl`} download>Download events</a>
      {failed > 0 && <a href="#log" class="button">Log</a>}
    </div>
  );
}
