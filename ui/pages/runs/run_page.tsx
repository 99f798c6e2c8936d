import type { z } from "zod";
import { Problem } from "../../../infra/errors.ts";
import { formatCount } from "../../../infra/format.ts";
import { getRun, listRunChecks, listRunOutputs, listRunSteps } from "../../api/runs/endpoints.ts";
import { Page, type Shell, withQuery } from "../../views/layout.tsx";
import { ErrorCard, jobHref } from "../../views/parts.tsx";
import { definePage, type PageCall } from "../page.tsx";
import { Changes, Outputs, RunChecks } from "./results.tsx";
import { Header } from "./header.tsx";
import { askForLog, logQuery, LogView } from "./log_view.tsx";
import { Unattended } from "./run_rows.tsx";
import { StepGraph } from "./step_graph.tsx";
import { Steps } from "./steps_view.tsx";

const views = ["steps", "graph", "outputs", "checks", "request"] as const;
type View = (typeof views)[number];

/** The whole answer about a run. */
export type RunDetail = z.output<typeof getRun.output>;

/** One run: how it went, why it failed, what it made, and its log. */
export const runPage = definePage("/runs/:id", async ({ ask, params, query, shell }) => {
  const id = params["id"] ?? "";
  const view = viewOf(query.get("view"));
  const detail = await ask(getRun, { params: { id } });
  const { run, known } = detail;
  const steps = await ask(listRunSteps, { params: { id } });
  const log = await askForLog(ask, id, logQuery(query, run.live));
  const failed = steps.items.filter((step) => step.status === "failed" && step.error !== undefined);
  const stream = run.live ? `/api/v1/runs/${encodeURIComponent(id)}/stream?after=${log.page.last}` : undefined;
  return (
    <Page shell={shell} title={`${run.job} ${run.id}`} current="Runs" stream={stream}>
      <h1>{known ? <a href={jobHref(run.job)}>{run.job}</a> : run.job}</h1>
      <div data-live="header">
        <Header shell={shell} detail={detail} failed={failed.length} />
        <Unattended shell={shell} shown={run.waiting?.unattended === true} />
        {failed.length === 0 && run.error !== undefined && (
          <ErrorCard error={run.error} title={run.status === "canceled" ? "The run was canceled" : "The run failed"} />
        )}
        {failed.slice(0, 5).map((step) => (
          <ErrorCard key={step.step} error={step.error!} title={`${step.step} failed`} />
        ))}
        {failed.length > 5 && <p>{formatCount(failed.length - 5)} more steps failed; they are listed below.</p>}
      </div>
      <Views shell={shell} view={view} />
      <div data-live="view">{await content(view, { ask, id, shell, steps, detail })}</div>
      {(view === "steps" || view === "graph") && (
        <LogView
          shell={shell}
          run={run}
          log={log}
          query={query}
          steps={steps.items.map(({ step }) => step)}
        />
      )}
    </Page>
  );
});

function viewOf(text: string | null): View {
  const view = views.find((view) => view === (text ?? "steps"));
  if (view !== undefined) return view;
  throw new Problem("usage", `Cannot show the run: there is no view "${text}"`, {
    place: "view",
    remedy: `Use one of ${views.join(", ")}.`,
  });
}

function Views({ shell, view }: { readonly shell: Shell; readonly view: View }) {
  return (
    <nav class="filter tabs" aria-label="Views of the run">
      {views.map((one) => (
        <a
          key={one}
          href={withQuery(shell.url, { view: one === "steps" ? undefined : one, after: undefined })}
          aria-current={one === view ? "page" : undefined}
        >
          {titles[one]}
        </a>
      ))}
    </nav>
  );
}

const titles: Readonly<Record<View, string>> = {
  steps: "Steps and log",
  graph: "Graph and log",
  outputs: "Outputs",
  checks: "Checks",
  request: "Request and tags",
};

async function content(view: View, given: {
  readonly ask: PageCall["ask"];
  readonly id: string;
  readonly shell: Shell;
  readonly steps: z.output<typeof listRunSteps.output>;
  readonly detail: RunDetail;
}) {
  const { ask, id, shell, steps, detail } = given;
  const params = { id };
  switch (view) {
    case "steps":
      return <Steps shell={shell} run={detail.run} steps={steps} />;
    case "graph":
      return <StepGraph shell={shell} steps={steps.items} />;
    case "outputs":
      return <Outputs outputs={(await ask(listRunOutputs, { params })).items} live={detail.run.live} />;
    case "checks":
      return <RunChecks checks={(await ask(listRunChecks, { params })).items} live={detail.run.live} />;
    case "request":
      return <Changes detail={detail} />;
    default:
      return view satisfies never;
  }
}
