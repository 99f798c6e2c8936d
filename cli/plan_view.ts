import type { LaterGroup, Plan, PlannedStep } from "../pipeline/engine/mod.ts";
import type { CommandContext } from "./command.ts";
import { countOf, renderTable, type Style } from "./output/mod.ts";
import { lineWidth, printJson, printLines } from "./print.ts";

/** Prints what a run would do and why. */
export function printPlan(job: string, plan: Plan, context: CommandContext, json: boolean): void {
  if (json) return printJson(context, { job, ...planFacts(plan) });
  const { style } = context;
  const facts = planFacts(plan);
  const lines = renderTable(facts.steps.map((step, i) => ({ ...step, position: i + 1 })), [
    { title: "#", cell: ({ position }) => String(position), align: "right" },
    { title: "step", cell: ({ step }) => step },
    { title: "action", cell: ({ action }) => colored(action, style) },
    { title: "because", cell: ({ because }) => because, flexible: true },
  ], { style, width: lineWidth(context) });
  const later = facts.later.map(({ asset, partitions, definedBy }) =>
    `${asset}: one step for each of ${partitions}, which ${definedBy} finds out`
  );
  printLines(context, [
    `${style.bold(job)} would ${intentions(facts.steps)}`,
    "",
    ...lines,
    ...(later.length === 0 ? [] : ["", ...later]),
  ]);
}

function intentions(steps: readonly { readonly action: string }[]): string {
  const count = (wanted: string) => steps.filter(({ action }) => action === wanted).length;
  const parts = [
    [count("make"), "make"],
    [count("reuse"), "reuse"],
    [count("open"), "decide as it goes about"],
  ] as const;
  return parts.filter(([steps]) => steps > 0).map(([steps, verb]) => `${verb} ${countOf(steps, "step")}`).join(", ");
}

/** A plan as scripts see it. */
function planFacts(plan: Plan) {
  return {
    steps: plan.steps.map((step) => {
      const forecast = plan.forecasts.get(step.id);
      return {
        step: step.id,
        asset: step.asset,
        partition: step.partition ?? null,
        action: forecast?.action ?? "make",
        because: forecast?.because ?? reason(step),
      };
    }),
    later: plan.later.filter(({ planned }) => planned).map(({ asset, partitions, definedBy }: LaterGroup) => ({
      asset,
      partitions,
      definedBy,
    })),
  };
}

function reason({ reason }: PlannedStep): string {
  return reason.kind === "selected" ? "selected" : `needed by ${reason.by}`;
}

function colored(action: string, style: Style): string {
  const words: Readonly<Record<string, string>> = {
    make: style.green("make"),
    reuse: style.dim("reuse"),
    open: style.yellow("open"),
  };
  return words[action] ?? action;
}
