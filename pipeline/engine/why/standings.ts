import { toError } from "../../../infra/errors.ts";
import { type Asset, dependencyTarget } from "../asset.ts";
import {
  decideReuse,
  type Ingredients,
  ingredientsOf,
  ingredientsText,
  type NamedInputVersion,
} from "../fingerprint.ts";
import { sha256 } from "../hash.ts";
import type { Materialization, Origin } from "../history.ts";
import type { Partitions } from "../partitions.ts";
import type { Project } from "../project.ts";
import { isThere } from "../stored_values.ts";
import { stepId } from "../types.ts";
import { Causes } from "./causes.ts";
import type { ExplainOptions } from "./explain.ts";
import type { Known } from "./known.ts";
import { attemptNotes, cutOffNotes } from "./notes.ts";
import { originOf, originPart } from "./origin.ts";
import type { AssetExplanation, StaleReason, StandingNote } from "./reasons.ts";

/** How a step stands, with what those that read it need. */
export interface StepStanding {
  readonly explanation: AssetExplanation;
  readonly value?: Materialization;
  /** What outside was not looked at on the way. */
  readonly unseen: readonly StandingNote[];
  /**
   * The version as an input of what was made from `before`: what was not looked at is taken as it was then. Content hash of the
   * newest value, or the fingerprint of one that is not kept; undefined where there is none.
   */
  version(before: Origin | undefined): InputOrigin | undefined;
}

interface InputOrigin {
  readonly version: string;
  /** Of a value that is not kept. */
  readonly origin: Origin | undefined;
}

interface Input {
  readonly name: string;
  readonly asset: string;
  readonly partition: string | undefined;
  readonly mayLack: boolean;
  readonly standing: StepStanding;
}

/** Works out how steps stand, each once. */
export class Standings {
  readonly #project: Project;
  readonly #known: Known;
  readonly #options: ExplainOptions;
  readonly #causes: Causes;
  readonly #found = new Map<string, Promise<StepStanding>>();
  readonly #observed = new Map<string, Promise<Observation>>();

  constructor(project: Project, known: Known, options: ExplainOptions) {
    this.#project = project;
    this.#known = known;
    this.#options = options;
    this.#causes = new Causes(project, known);
  }

  /** How a step stands; its key exists. */
  of(asset: Asset, partition: string | undefined): Promise<StepStanding> {
    const id = stepId(asset.name, partition);
    let found = this.#found.get(id);
    if (found === undefined) {
      found = this.#look(asset, partition);
      this.#found.set(id, found);
    }
    return found;
  }

  /** Whether the keys of partitions may change, because the asset that sets them would be made again. */
  async keysOpen(asset: Asset, partitions: Partitions | undefined): Promise<readonly StaleReason[]> {
    if (partitions?.kind !== "dynamic") return [];
    const definer = this.#project.assets.get(this.#project.definers.get(partitions.name)!)!;
    if (definer === asset) return [];
    const { explanation } = await this.of(definer, undefined);
    return isSettled(explanation) ? [] : [{ kind: "keys_open", partitions: partitions.name, input: explanation }];
  }

  async #look(asset: Asset, partition: string | undefined): Promise<StepStanding> {
    const [inputs, outside] = [await this.#inputs(asset, partition), await this.#observe(asset)];
    const step = { asset: asset.name, step: stepId(asset.name, partition), ...keyed(partition) };
    const open: StaleReason[] = inputs.filter(({ standing }) => !isSettled(standing.explanation))
      .map(({ standing }) => ({ kind: "input_stale", input: standing.explanation }));
    const unseen = [...outside.notes, ...inputs.flatMap(({ standing }) => standing.unseen)];
    const current = (before: Origin | undefined) => this.#current(asset, partition, inputs, outside, before);
    if (asset.kind.transient) {
      const notes = await attemptNotes(asset, partition, undefined, this.#known);
      const explanation = { ...step, standing: "passing", reasons: open, notes: [...outside.notes, ...notes] } as const;
      const isMissing = inputs.some(({ mayLack, standing }) => !mayLack && standing.version(undefined) === undefined);
      return { explanation, unseen, version: (before) => isMissing ? undefined : versionOf(current(before)) };
    }
    const latest = (await this.#known.latest(asset.name)).get(partition ?? "");
    const notes = [...unseen, ...await attemptNotes(asset, partition, latest, this.#known)];
    if (latest === undefined) {
      const reasons = [await this.#neverMade(asset, partition), ...open];
      return { explanation: { ...step, standing: "stale", reasons, notes }, unseen: [], version: () => undefined };
    }
    const before = await this.#known.origin(latest.version);
    const { ingredients, origin } = current(before);
    const decision = decideReuse(latest, ingredients, before);
    const direct = [
      ...await this.#lost(latest),
      ...decision.kind === "reuse" ? [] : await this.#causes.reasons(decision.differences, before, origin),
    ];
    const all = [...direct, ...open.length > 0 ? open : await this.#openKeys(asset)];
    const value = { run: latest.run, time: latest.createdAt, version: latest.version };
    const standing = direct.length > 0 ? "stale" : all.length > 0 ? "open" : "fresh";
    const made = inputs.flatMap((input) => input.standing.value ?? []);
    const explanation = {
      ...step,
      standing,
      value,
      reasons: all,
      notes: [...notes, ...cutOffNotes(latest, made)],
    } as const;
    return { explanation, value: latest, unseen: [], version: () => ({ version: latest.hash, origin: undefined }) };
  }

  /** What it would be made from now; what was not looked at is taken as it was in `before`. */
  #current(
    asset: Asset,
    partition: string | undefined,
    inputs: readonly Input[],
    outside: Observation,
    before: Origin | undefined,
  ): { readonly ingredients: Ingredients; readonly origin: Origin } {
    const { redact = (text: string) => text } = this.#options;
    const origins: InputOrigin[] = [];
    const versions: NamedInputVersion[] = [];
    for (const input of inputs) {
      const found = input.standing.version(before);
      if (found === undefined) continue;
      origins.push(found);
      versions.push({ name: input.name, asset: input.asset, version: found.version, ...keyed(input.partition) });
    }
    const parts = { asset, partition, inputs: versions, observed: outside.text };
    const fresh = ingredientsOf(this.#project, parts);
    const ingredients = outside.isSeen ? fresh : { ...fresh, observed: observedBefore(fresh, before) };
    return { ingredients, origin: originOf(originPart(ingredients, outside.text, redact), origins) };
  }

  async #inputs(asset: Asset, partition: string | undefined): Promise<readonly Input[]> {
    const inputs: Input[] = [];
    for (const [name, dependency] of Object.entries(asset.deps)) {
      const { name: targetName, join } = dependencyTarget(dependency);
      const target = this.#project.assets.get(targetName)!;
      const keys = target.partitions === undefined
        ? [undefined]
        : join === undefined
        ? [partition]
        : await this.#known.keys(target.partitions);
      const mayLack = join === "leave_out";
      for (const key of keys) {
        inputs.push({ name, asset: targetName, partition: key, mayLack, standing: await this.of(target, key) });
      }
    }
    return inputs;
  }

  /** Keys that may change of assets that it joins. */
  async #openKeys(asset: Asset): Promise<readonly StaleReason[]> {
    const joined = Object.values(asset.deps).map(dependencyTarget).filter(({ join }) => join !== undefined)
      .map(({ name }) => this.#project.assets.get(name)!.partitions);
    const sets = new Map(joined.map((partitions) => [partitions?.name, partitions]));
    const found = await Promise.all([...sets.values()].map((partitions) => this.keysOpen(asset, partitions)));
    return found.flat();
  }

  async #neverMade(asset: Asset, partition: string | undefined): Promise<StaleReason> {
    const since = await this.#known.keyOccasion(asset.name, partition, true);
    const others = [...(await this.#known.latest(asset.name)).values()];
    const isNew = since !== undefined && others.some(({ createdAt }) => createdAt < since.time);
    if (!isNew) return { kind: "never_made" };
    return { kind: "key_appeared", partitions: asset.partitions!.name, key: partition!, since };
  }

  async #lost(latest: Materialization): Promise<readonly StaleReason[]> {
    const { root } = this.#options;
    if (root === undefined || await isThere(root, latest)) return [];
    return [{ kind: "file_lost", path: latest.path }];
  }

  #observe(asset: Asset): Promise<Observation> {
    if (!asset.observes) return Promise.resolve({ text: undefined, isSeen: true, notes: [] });
    let found = this.#observed.get(asset.name);
    if (found === undefined) {
      found = observation(asset, this.#options.observe);
      this.#observed.set(asset.name, found);
    }
    return found;
  }
}

interface Observation {
  readonly text: string | undefined;
  readonly isSeen: boolean;
  readonly notes: readonly StandingNote[];
}

async function observation(asset: Asset, observe: ExplainOptions["observe"]): Promise<Observation> {
  const unseen = { text: undefined, isSeen: false } as const;
  if (observe === undefined) return { ...unseen, notes: [{ kind: "not_observed", asset: asset.name }] };
  try {
    return { text: await observe(asset), isSeen: true, notes: [] };
  } catch (error) {
    return { ...unseen, notes: [{ kind: "not_observed", asset: asset.name, why: toError(error).message }] };
  }
}

/** Nothing about it, or upstream of it, would be made again. */
function isSettled({ standing, reasons }: AssetExplanation): boolean {
  return standing === "fresh" || (standing === "passing" && reasons.length === 0);
}

function keyed(partition: string | undefined): { readonly partition?: string } {
  return partition === undefined ? {} : { partition };
}

function versionOf({ ingredients, origin }: { readonly ingredients: Ingredients; readonly origin: Origin }) {
  return { version: sha256(ingredientsText(ingredients)), origin };
}

/** What was found outside when `before` was made, of the same asset and partition. */
function observedBefore({ asset, partition }: Ingredients, before: Origin | undefined): string | null {
  if (before === undefined) return null;
  const recorded = [before, ...Object.values(before.passing)].map(({ body }) => JSON.parse(body) as Ingredients);
  return recorded.find((one) => one.asset === asset && one.partition === partition)?.observed ?? null;
}
