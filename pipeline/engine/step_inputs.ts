import type { NamedInputVersion } from "./fingerprint.ts";
import type { InputVersion, Materialization, Origin } from "./history.ts";
import { joinSources } from "./plan_steps.ts";
import type { InputSource, PlannedInput, PlannedStep } from "./plan_types.ts";
import type { Run } from "./run.ts";
import type { StepId } from "./types.ts";

/** An input value that exists, or will when it is asked for. */
interface FoundSource {
  /** The partition key in a join. */
  readonly key: string | undefined;
  readonly source: Exclude<InputSource, { kind: "absent" }>;
  readonly version: InputVersion;
}

/** An input with what was found for it. */
export interface FoundInput {
  readonly name: string;
  readonly kind: PlannedInput["kind"];
  readonly found: readonly FoundSource[];
}

/** The inputs of a step, or the steps whose failure leaves a join without any partition. */
export type FoundInputs =
  | { readonly kind: "found"; readonly inputs: readonly FoundInput[] }
  | { readonly kind: "nothing"; readonly lost: readonly StepId[] };

/**
 * Looks up what a step reads, when all that it needs is over.
 *
 * @throws {Problem} of kind pipeline for an input that was never made.
 */
export function findInputs(run: Run, step: PlannedStep): FoundInputs {
  const inputs: FoundInput[] = [];
  for (const input of step.inputs) {
    const sources = input.kind === "one" ? [[undefined, input.source] as const] : [...sourcesOf(run, step, input)];
    const lost: StepId[] = [];
    const found: FoundSource[] = [];
    for (const [key, source] of sources) {
      const version = versionOf(run, source);
      if (source.kind === "absent") throw source.problem;
      if (version === undefined) lost.push(stepOf(source));
      else found.push({ key, source, version });
    }
    if (found.length === 0 && lost.length > 0) return { kind: "nothing", lost };
    inputs.push({ name: input.name, kind: input.kind, found });
  }
  return { kind: "found", inputs };
}

function sourcesOf(
  run: Run,
  step: PlannedStep,
  input: Extract<PlannedInput, { kind: "all" }>,
): ReadonlyMap<string, InputSource> {
  if (input.sources !== undefined) return input.sources;
  const { assets } = run.project;
  const sources = joinSources(run.scope, assets.get(step.asset)!, assets.get(input.asset)!, input.missing);
  if (sources === undefined) throw new TypeError(`Cannot join "${input.asset}": its keys are not known yet`);
  return sources;
}

function stepOf(source: InputSource): StepId {
  return source.kind === "step" ? source.step : "";
}

function versionOf(run: Run, source: InputSource): InputVersion | undefined {
  switch (source.kind) {
    case "absent":
      return undefined;
    case "stored":
      return inputVersion(source.materialization.asset, source.materialization.partition, source.materialization.hash);
    case "step": {
      const held = run.values.get(source.step);
      return held === undefined ? undefined : inputVersion(held.asset, held.partition, held.version);
    }
    default:
      return source satisfies never;
  }
}

function inputVersion(asset: string, partition: string | undefined, version: string): InputVersion {
  return { asset, version, ...(partition === undefined ? {} : { partition }) };
}

/** Versions with the local names, for the fingerprint. */
export function namedVersions(inputs: readonly FoundInput[]): NamedInputVersion[] {
  return inputs.flatMap(({ name, found }) => found.map(({ version }) => ({ name, ...version })));
}

/** What the inputs that are not kept were made from. */
export function passingInputs(
  run: Run,
  inputs: readonly FoundInput[],
): { readonly version: string; readonly origin: Origin | undefined }[] {
  return sourcesIn(inputs).flatMap((source) => {
    const held = source.kind === "step" ? run.values.get(source.step) : undefined;
    return held?.origin === undefined ? [] : [{ version: held.version, origin: held.origin }];
  });
}

/** Steps among the inputs whose values were put off. */
export function deferredInputs(run: Run, inputs: readonly FoundInput[]): StepId[] {
  return sourcesIn(inputs)
    .flatMap((source) => source.kind === "step" ? [source.step] : [])
    .filter((step) => run.values.get(step)?.content.kind === "deferred");
}

/** Stored values among the inputs, which handlers must open. */
export function storedInputs(run: Run, inputs: readonly FoundInput[]): Materialization[] {
  return sourcesIn(inputs).flatMap((source) => {
    if (source.kind === "stored") return [source.materialization];
    const content = run.values.get(source.step)!.content;
    return content.kind === "stored" ? [content.materialization] : [];
  });
}

function sourcesIn(inputs: readonly FoundInput[]): FoundSource["source"][] {
  return inputs.flatMap(({ found }) => found.map(({ source }) => source));
}

/** The values of all inputs under their local names; joins as maps. */
export async function readInputs(
  run: Run,
  inputs: readonly FoundInput[],
): Promise<Readonly<Record<string, unknown>>> {
  const values: Record<string, unknown> = {};
  for (const { name, kind, found } of inputs) {
    const read = await Promise.all(found.map(async ({ key, source }) => [key, await readSource(run, source)] as const));
    values[name] = kind === "all" ? new Map(read) : read[0]?.[1];
  }
  return values;
}

async function readSource(run: Run, source: FoundSource["source"]): Promise<unknown> {
  if (source.kind === "stored") return await run.stored.read(source.materialization);
  const { content } = run.values.get(source.step)!;
  switch (content.kind) {
    case "value":
      return content.value;
    case "stored":
      return await run.stored.read(content.materialization);
    case "deferred":
      throw new TypeError(`Cannot read "${source.step}": it was put off`);
    default:
      return content satisfies never;
  }
}
