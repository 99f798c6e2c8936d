import { decideReuse, fingerprint, ingredientsOf, type NamedInputVersion } from "./fingerprint.ts";
import type { PlanScope } from "./plan_scope.ts";
import type { Forecast, InputSource, PlannedStep, RunRequest } from "./plan_types.ts";
import type { StepId } from "./types.ts";

/** What can be told about each step before the run; `open` where it depends on what comes out or lies outside. */
export function forecastSteps(
  scope: PlanScope,
  request: RunRequest,
  steps: readonly PlannedStep[],
): ReadonlyMap<StepId, Forecast> {
  const forecasts = new Map<StepId, Forecast>();
  if (request.reuse !== true && request.fromFailure === undefined) {
    const asked: Forecast = { action: "make", because: "as asked for" };
    for (const { id } of steps) forecasts.set(id, asked);
    return forecasts;
  }
  const versions = new Map<StepId, string>();
  for (const step of steps) forecasts.set(step.id, forecast(scope, request, step, versions));
  return forecasts;
}

function forecast(
  scope: PlanScope,
  request: RunRequest,
  step: PlannedStep,
  versions: Map<StepId, string>,
): Forecast {
  const { project, knowledge } = scope;
  const asset = project.assets.get(step.asset)!;
  const finished = knowledge.finished.get(step.id);
  if (finished !== undefined) {
    versions.set(step.id, finished.hash);
    return { action: "reuse", because: `run ${request.fromFailure} finished it` };
  }
  const latest = knowledge.latest.get(step.asset)?.get(step.partition ?? "");
  if (request.reuse !== true && !asset.kind.transient) return { action: "make", because: "it was not finished" };
  if (!asset.kind.transient && latest === undefined) return { action: "make", because: "it was never made" };
  const inputs = knownInputs(step, versions);
  if (inputs === undefined) return { action: "open", because: "it depends on whether its inputs come out the same" };
  if (asset.observes) return { action: "open", because: "it depends on what is found outside" };
  const parts = { asset, partition: step.partition, inputs, observed: undefined };
  if (asset.kind.transient) {
    versions.set(step.id, fingerprint(project, parts));
    return { action: "open", because: "it is made when a step reads it" };
  }
  const decision = decideReuse(latest, ingredientsOf(project, parts));
  if (decision.kind === "make") return { action: "make", because: decision.because };
  versions.set(step.id, decision.materialization.hash);
  return { action: "reuse", because: decision.because };
}

function knownInputs(step: PlannedStep, versions: ReadonlyMap<StepId, string>): NamedInputVersion[] | undefined {
  if (step.inputs.some((input) => input.kind === "all" && input.sources === undefined)) return undefined;
  const inputs: NamedInputVersion[] = [];
  for (const [name, source] of namedSources(step)) {
    if (source.kind === "absent") continue;
    const { asset, partition } = source.kind === "step" ? source : source.materialization;
    const version = source.kind === "step" ? versions.get(source.step) : source.materialization.hash;
    if (version === undefined) return undefined;
    inputs.push({ name, asset, version, ...(partition === undefined ? {} : { partition }) });
  }
  return inputs;
}

function namedSources(step: PlannedStep): (readonly [name: string, source: InputSource])[] {
  return step.inputs.flatMap((input) => {
    const sources = input.kind === "one" ? [input.source] : [...input.sources?.values() ?? []];
    return sources.map((source) => [input.name, source] as const);
  });
}
