import type { InputSource, PlannedStep } from "./plan_types.ts";

/** A source with the local name of its input and, in a join, the partition key. */
export interface NamedSource {
  readonly name: string;
  readonly key: string | undefined;
  readonly source: InputSource;
}

/** All sources of a step whose keys are known. */
export function* namedSources(step: PlannedStep): Generator<NamedSource> {
  for (const input of step.inputs) {
    if (input.kind === "one") yield { name: input.name, key: undefined, source: input.source };
    else for (const [key, source] of input.sources ?? []) yield { name: input.name, key, source };
  }
}
