import type { Asset } from "../asset.ts";
import type { CheckRecord, History, Materialization, Origin, StepRecord } from "../history.ts";
import type { Redact } from "../json.ts";
import type { Partitions } from "../partitions.ts";
import type { Project } from "../project.ts";
import type { RunId } from "../types.ts";
import { settingsTexts } from "./origin.ts";
import type { Occasion } from "./reasons.ts";

/** Values looked at to find the one of a certain content. */
const lookBack = 200;

/** What the history knows, each question asked once. */
export class Known {
  readonly #project: Project;
  readonly #history: History;
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #settings: Readonly<Record<string, string>>;

  constructor(project: Project, history: History, redact: Redact) {
    this.#project = project;
    this.#history = history;
    this.#settings = settingsTexts(project, redact);
  }

  latest(asset: string): Promise<ReadonlyMap<string, Materialization>> {
    return this.#once(`latest ${asset}`, () => this.#history.latestOf(asset));
  }

  keys(partitions: Partitions): Promise<readonly string[]> {
    if (partitions.kind === "static") return Promise.resolve(partitions.keys);
    return this.#once(`keys ${partitions.name}`, () => this.#history.partitions(partitions.name));
  }

  origin(version: string): Promise<Origin | undefined> {
    return this.#once(`origin ${version}`, () => this.#history.origin(version));
  }

  /** Settings as they are now, or as they were recorded. */
  settings(digest: string | undefined): Promise<string | undefined> {
    if (digest === undefined) return Promise.resolve("{}");
    const now = this.#settings[digest];
    if (now !== undefined) return Promise.resolve(now);
    return this.#once(`settings ${digest}`, () => this.#history.settings(digest));
  }

  /** The newest value of a certain content. */
  async withHash(asset: string, partition: string | undefined, hash: string): Promise<Materialization | undefined> {
    const values = await this.#once(`values ${asset} ${partition ?? ""}`, () =>
      this.#history.valuesOf(asset, {
        limit: lookBack,
        ...(partition === undefined ? {} : { partition }),
      }));
    return values.find((value) => value.hash === hash);
  }

  checks(run: RunId): Promise<readonly CheckRecord[]> {
    return this.#once(`checks ${run}`, () => this.#history.checks(run));
  }

  /** The newest step of an asset's partition that is over and was not skipped. */
  async lastStep(asset: Asset, partition: string | undefined): Promise<StepRecord | undefined> {
    const steps = await this.#once(`steps ${asset.name}`, async () => {
      const keys = asset.partitions === undefined ? 1 : (await this.keys(asset.partitions)).length;
      return await this.#history.stepsOf(asset.name, { limit: Math.max(lookBack, 3 * keys) });
    });
    return steps.find((step) =>
      step.partition === partition &&
      (step.status === "failed" || step.status === "success" || step.status === "reused")
    );
  }

  /** Since when a dynamic partition key is there, or gone. */
  async keyOccasion(asset: string, key: string | undefined, isThere: boolean): Promise<Occasion | undefined> {
    const partitions = this.#project.assets.get(asset)?.partitions;
    if (partitions?.kind !== "dynamic" || key === undefined) return undefined;
    const spans = await this.#once(`spans ${partitions.name}`, () => this.#history.partitionSpans(partitions.name));
    const span = spans.findLast((one) => one.key === key);
    if (span === undefined || (span.until === undefined) !== isThere) return undefined;
    return isThere ? { run: span.sinceRun, time: span.since } : { run: span.untilRun!, time: span.until! };
  }

  #once<Value>(question: string, ask: () => Promise<Value>): Promise<Value> {
    let answer = this.#answers.get(question);
    if (answer === undefined) {
      answer = ask();
      this.#answers.set(question, answer);
    }
    return answer as Promise<Value>;
  }
}
