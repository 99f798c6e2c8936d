import { recordedBefore, recordedIngredients } from "../fingerprint.ts";
import type { Materialization, Origin, OriginPart } from "../history.ts";
import type { Project } from "../project.ts";
import { changesBetween } from "./changes.ts";
import { type Difference, differences } from "./differences.ts";
import type { Known } from "./known.ts";
import type { StaleReason } from "./reasons.ts";

/** Something made, or to be made, as far as it was recorded. */
type Side = Origin | undefined;

/** Turns differences into reasons, down to the root cause: an input that changed is compared with what it was itself. */
export class Causes {
  readonly #project: Project;
  readonly #known: Known;
  readonly #between = new Map<string, Promise<readonly StaleReason[]>>();

  constructor(project: Project, known: Known) {
    this.#project = project;
    this.#known = known;
  }

  /** Reasons of what differs between two sides. */
  async reasons(
    found: readonly Difference[],
    before: Side,
    now: Side,
    parts: { readonly before?: OriginPart | undefined; readonly now?: OriginPart | undefined } = { before, now },
  ): Promise<readonly StaleReason[]> {
    return await Promise.all(found.map((difference) => this.#reason(difference, before, now, parts)));
  }

  async #reason(
    difference: Difference,
    before: Side,
    now: Side,
    parts: { readonly before?: OriginPart | undefined; readonly now?: OriginPart | undefined },
  ): Promise<StaleReason> {
    switch (difference.kind) {
      case "code":
        return { kind: "code_changed", from: difference.from, to: difference.to };
      case "shared_code":
        return { kind: "shared_code_changed", from: difference.from, to: difference.to };
      case "value_kind":
        return { kind: "value_kind_changed", from: difference.from, to: difference.to };
      case "settings": {
        const { resource, from, to } = difference;
        const changes = changesBetween(await this.#known.settings(from), await this.#known.settings(to));
        return { kind: "settings_changed", resource, changes };
      }
      case "outside":
        return { kind: "outside_changed", changes: changesBetween(parts.before?.observed, parts.now?.observed) };
      case "input":
        return await this.#input(difference, before, now);
      case "unrecorded":
        return { kind: "unrecorded" };
      default:
        return difference satisfies never;
    }
  }

  async #input(
    { asset, partition, from, to }: Extract<Difference, { kind: "input" }>,
    before: Side,
    now: Side,
  ): Promise<StaleReason> {
    const input = { asset, ...(partition === undefined ? {} : { partition }) };
    if (from === undefined || to === undefined) {
      const since = await this.#known.keyOccasion(asset, partition, to !== undefined);
      const kind = to === undefined ? "input_removed" : "input_added";
      return { kind, ...input, ...(since === undefined ? {} : { since }) };
    }
    if (this.#project.assets.get(asset)?.kind.transient === true) {
      return { kind: "input_changed", ...input, because: await this.#passing(before, now, from, to) };
    }
    const [older, newer] = await Promise.all([
      this.#known.withHash(asset, partition, from),
      this.#known.withHash(asset, partition, to),
    ]);
    const made = newer === undefined ? {} : { made: { run: newer.run, time: newer.createdAt } };
    const because = older === undefined || newer === undefined ? [] : await this.#versions(older, newer);
    return { kind: "input_changed", ...input, ...made, because };
  }

  /** Why a value that is not kept has another version. */
  async #passing(before: Side, now: Side, from: string, to: string): Promise<readonly StaleReason[]> {
    const parts = { before: before?.passing[from], now: now?.passing[to] };
    const old = parts.before === undefined ? undefined : recordedIngredients(parts.before, from);
    const current = parts.now === undefined ? undefined : recordedIngredients(parts.now, to);
    if (old === undefined || current === undefined) return [];
    return await this.reasons(differences(old, current), before, now, parts);
  }

  /** Why a newer version of an input was made. */
  #versions(older: Materialization, newer: Materialization): Promise<readonly StaleReason[]> {
    const key = `${older.version} ${newer.version}`;
    let found = this.#between.get(key);
    if (found === undefined) {
      found = this.#compareVersions(older, newer);
      this.#between.set(key, found);
    }
    return found;
  }

  async #compareVersions(older: Materialization, newer: Materialization): Promise<readonly StaleReason[]> {
    if (older.fingerprint === newer.fingerprint) return [{ kind: "came_out_differently" }];
    const [before, now] = await Promise.all([this.#known.origin(older.version), this.#known.origin(newer.version)]);
    const current = now === undefined ? undefined : recordedIngredients(now, newer.fingerprint);
    if (current === undefined) return [];
    return await this.reasons(differences(recordedBefore(older, before), current), before, now);
  }
}
