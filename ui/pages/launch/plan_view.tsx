import type { z } from "zod";
import { countOf, formatDuration } from "../../../infra/format.ts";
import type { planJob } from "../../api/launch/endpoints.ts";
import { assetHref, type Column, Duration, Name, Table } from "../../views/parts.tsx";

type Planned = z.output<typeof planJob.output>;
type PlannedStep = NonNullable<Planned["plan"]>["steps"][number];

const states = { make: "running", reuse: "reused", open: "warn" } as const;
const words = { make: "make", reuse: "reuse", open: "decide as it goes" } as const;

const deeds = { make: "make", reuse: "reuse", open: "decide as it goes about" } as const;

const columns: readonly Column<PlannedStep>[] = [
  {
    title: "Step",
    cell: ({ step, asset }) => (
      <a href={assetHref(asset)}>
        <Name text={step} />
      </a>
    ),
  },
  { title: "What", cell: ({ action }) => <span class={`badge ${states[action]}`}>{words[action]}</span> },
  { title: "Why", as: "text", wide: true, cell: ({ because }) => because },
  { title: "Last time", as: "number", cell: ({ usual }) => <Duration milliseconds={usual} /> },
];

/** Assets whose steps are named at most. */
const mostNamed = 3;

function laterWords(assets: readonly string[]): string {
  return assets.length > mostNamed ? countOf(assets.length, "more asset") : assets.join(", ");
}

/** What a run would do, or that it cannot be told. */
export function PlanView({ planned: { plan, problems } }: { readonly planned: Planned }) {
  if (plan === undefined) {
    return (
      <p class="bad">
        {countOf(problems.length, "problem")} above: correct {problems.length === 1 ? "it" : "them"} first.
      </p>
    );
  }
  const { steps, later, expected } = plan;
  const number = (wanted: PlannedStep["action"]) => steps.filter(({ action }) => action === wanted).length;
  const parts = (["make", "reuse", "open"] as const).filter((action) => number(action) > 0)
    .map((action) => `${deeds[action]} ${countOf(number(action), "step")}`);
  return (
    <>
      <p>
        The run will {parts.length === 0 ? "do nothing" : parts.join(", ")}
        {later.length > 0 && `, and those of ${laterWords(later.map(({ asset }) => asset))} when their keys are known`}.
        {expected === undefined
          ? " It never succeeded before, so nobody knows how long it takes."
          : ` By the last run it takes about ${formatDuration(expected)}.`}
      </p>
      <details id="planned-steps">
        <summary>{countOf(steps.length, "planned step")}</summary>
        <div class="steps-table">
          <Table label="Planned steps" columns={columns} rows={steps} />
        </div>
        {later.length > mostNamed && (
          <p class="quiet">When their keys are known: {later.map(({ asset }) => asset).join(", ")}.</p>
        )}
      </details>
    </>
  );
}
