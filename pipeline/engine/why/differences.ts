import type { Ingredients } from "../fingerprint.ts";

/** A recorded version of an input; without its local name where that was not recorded. */
type RecordedInput = readonly [name: string | undefined, asset: string, partition: string | null, version: string];

/** What is known of what a value was made from; only code and inputs of one that an earlier version of the program made. */
export type Before =
  & Pick<Ingredients, "code">
  & Partial<Omit<Ingredients, "code" | "inputs">>
  & { readonly inputs: readonly RecordedInput[] };

/** One thing that is not as it was when a value was made. */
export type Difference =
  | {
    readonly kind: "code" | "shared_code" | "value_kind";
    readonly from: string;
    readonly to: string;
  }
  /** Digests; undefined where the resource was not used. */
  | {
    readonly kind: "settings";
    readonly resource: string;
    readonly from: string | undefined;
    readonly to: string | undefined;
  }
  | { readonly kind: "outside"; readonly from: string | null; readonly to: string | null }
  /** `from` is undefined for an input that is new, `to` for one that is gone. */
  | {
    readonly kind: "input";
    readonly asset: string;
    readonly partition: string | undefined;
    readonly from: string | undefined;
    readonly to: string | undefined;
  }
  | { readonly kind: "unrecorded" };

/** All that differs, never nothing; the most telling first. */
export function differences(before: Before, now: Ingredients): readonly Difference[] {
  const found: Difference[] = [
    ...changed("code", before.code, now.code),
    ...changed("shared_code", before.shared, now.shared),
    ...changed("value_kind", before.kind, now.kind),
    ...inputDifferences(before.inputs, now.inputs),
    ...settingsDifferences(before.resources, now.resources),
  ];
  const { observed } = before;
  if (observed !== undefined && observed !== now.observed) {
    found.push({ kind: "outside", from: observed, to: now.observed });
  }
  return found.length > 0 ? found : [{ kind: "unrecorded" }];
}

function changed(
  kind: "code" | "shared_code" | "value_kind",
  from: string | undefined,
  to: string,
): readonly Difference[] {
  return from === undefined || from === to ? [] : [{ kind, from, to }];
}

function inputDifferences(before: readonly RecordedInput[], now: readonly RecordedInput[]): readonly Difference[] {
  const [old, current] = [byStep(before), byStep(now)];
  const gone = [...old].filter(([key]) => !current.has(key));
  return [
    ...[...current].flatMap(([key, [, asset, partition, to]]) => {
      const from = old.get(key)?.[3];
      return from === to ? [] : [inputDifference(asset, partition, from, to)];
    }),
    ...gone.map(([, [, asset, partition, from]]) => inputDifference(asset, partition, from, undefined)),
  ];
}

function inputDifference(
  asset: string,
  partition: string | null,
  from: string | undefined,
  to: string | undefined,
): Difference {
  return { kind: "input", asset, partition: partition ?? undefined, from, to };
}

function byStep(inputs: readonly RecordedInput[]): ReadonlyMap<string, RecordedInput> {
  return new Map(inputs.map((input) => [JSON.stringify([input[1], input[2]]), input]));
}

function settingsDifferences(
  before: Readonly<Record<string, string>> | undefined,
  now: Readonly<Record<string, string>>,
): readonly Difference[] {
  if (before === undefined) return [];
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return names.filter((name) => before[name] !== now[name])
    .map((resource) => ({ kind: "settings", resource, from: before[resource], to: now[resource] }));
}

/** The first difference in words, for a plan. */
export function summarize([first]: readonly Difference[]): string {
  switch (first?.kind) {
    case "code":
      return "its code changed";
    case "shared_code":
      return "the code that assets share changed";
    case "value_kind":
      return "it is kept in another form";
    case "input":
      if (first.to === undefined) return `its input "${first.asset}" has fewer partitions, or is not read any more`;
      return `its input "${first.asset}" changed`;
    case "settings":
      return `settings of "${first.resource}" changed`;
    case "outside":
      return "what it reads outside changed";
    case "unrecorded":
    case undefined:
      return "the code that assets share, its settings, or what it reads outside changed";
    default:
      return first satisfies never;
  }
}
