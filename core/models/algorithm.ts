import type { Centroids } from "../cluster/mod.ts";
import { orderClusters } from "../cluster_order.ts";
import type { Dendrogram } from "../hierarchy/mod.ts";
import { describeLimit, isWithinLimit, type Limit } from "../limits.ts";
import { columnMeans } from "../linalg.ts";
import { type Matrix, type MatrixNames, rowOf } from "../matrix.ts";
import type { Rng } from "../rng.ts";
import type { AssignmentRule } from "./assign_rows.ts";
import type { FittedRows } from "./types.ts";

/** One option of an algorithm: which values it takes, and what it is for. */
export type OptionSpec =
  & { readonly description: string }
  & (Limit | { readonly kind: "choice"; readonly values: readonly string[] } | { readonly kind: "boolean" });

/** Options of an algorithm, by the names that its function knows. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** A value of an option. */
export type OptionValue = number | string | boolean;

type ValueOf<Spec> = Spec extends { readonly kind: "choice"; readonly values: readonly (infer Value)[] } ? Value
  : Spec extends { readonly kind: "boolean" } ? boolean
  : number;

/** Values of some of the options. */
export type OptionValues<Specs extends OptionSpecs> = { readonly [Name in keyof Specs]?: ValueOf<Specs[Name]> };

/** What a fit is asked for. */
export interface FitRequest {
  /**
   * Number of clusters; there are fewer when fewer rows differ. Not looked at by algorithms that find it themselves.
   */
  readonly k: number;
  readonly rng: Rng;
  readonly names?: MatrixNames;
  /** By their names in configurations, such as `max_iterations`. @default {} */
  readonly options?: Readonly<Record<string, OptionValue>>;
}

/** What every fit gives. */
export interface FittedClusters extends FittedRows {
  /**
   * The clusters, in the order of their labels 0 and up: the algorithm's own centres, else the means of the rows. Where all
   * rows are noise, one cluster without rows around their mean, so that there is one to be in.
   */
  readonly clusters: Centroids;
  /** How rows that the fit has not seen get a cluster: by the algorithm's own rule, or by the nearest centre instead. */
  readonly assignment: "own" | "nearest_centroid";
  /** What the own rule needs beside the centres; `null` when the nearest centre is the rule. */
  readonly rule: AssignmentRule | null;
  /** The tree of merges, where the algorithm makes one. */
  readonly dendrogram: Dendrogram | null;
  /** All that the algorithm found. */
  readonly model: FittedRows & { readonly kind: string };
}

/** A way to find clusters, as configurations name it. */
export interface Algorithm {
  readonly name: string;
  readonly description: string;
  /** Whether it must be told the number of clusters. */
  readonly needsK: boolean;
  /** Whether it has a rule of its own for rows that the fit has not seen. */
  readonly assigns: boolean;
  /** By their names in configurations. */
  readonly options: OptionSpecs;
  /**
   * Finds clusters.
   *
   * @throws {RangeError} when an option does not exist or is out of range
   * @throws {DataError} when the rows cannot be clustered
   */
  readonly fit: (x: Matrix, request: FitRequest) => FittedClusters;
  /** Another number of clusters from what a fit of the same rows has found already; absent when each k needs a fit. */
  readonly recut?: (found: FittedClusters, x: Matrix, k: number) => FittedClusters;
  /** The Bayesian information criterion of a fit, less is better; absent when the algorithm is no model of densities. */
  readonly bic?: (found: FittedClusters) => number;
}

/** An algorithm before its types are hidden. */
export interface AlgorithmParts<Model, Specs extends OptionSpecs> {
  readonly name: string;
  readonly description: string;
  readonly needsK: boolean;
  /** By the names that the function knows. */
  readonly options: Specs;
  readonly fit: (x: Matrix, request: Omit<FitRequest, "options">, options: OptionValues<Specs>) => Model;
  /** Present when the algorithm assigns new rows by itself: what that needs beside the model's centres. */
  readonly rule?: (model: Model) => AssignmentRule | null;
  /** See {@link Algorithm.recut}. */
  readonly recut?: (model: Model, x: Matrix, k: number) => Model;
  /** See {@link Algorithm.bic}. */
  readonly bic?: (model: Model) => number;
}

/** An algorithm for the table. */
export function defineAlgorithm<
  Model extends FittedRows & Partial<Centroids> & { readonly kind: string; readonly dendrogram?: Dendrogram },
  const Specs extends OptionSpecs,
>(parts: AlgorithmParts<Model, Specs>): Algorithm {
  const { name, description, needsK, options: specs, rule, recut, bic } = parts;
  const options = Object.fromEntries(Object.entries(specs).map(([key, spec]) => [configName(key), spec]));
  const keys = new Map(Object.keys(specs).map((key) => [configName(key), key]));
  return {
    name,
    description,
    needsK,
    assigns: rule !== undefined,
    options,
    fit(x, { options: values = {}, ...request }) {
      const [issue] = optionIssues({ name, options }, values);
      if (issue !== undefined) throw new RangeError(`Cannot fit ${name}: ${issue.option} ${issue.message}`);
      const named = Object.fromEntries(Object.entries(values).map(([key, value]) => [keys.get(key)!, value]));
      // Checked against the specs just above.
      const model = parts.fit(x, { ...request, k: upToDistinct(request.k, x) }, named as OptionValues<Specs>);
      return clustersOf(model, x);
    },
    // A fit comes back to the algorithm that made it.
    ...(recut === undefined
      ? {}
      : { recut: ({ model }, x, k) => clustersOf(recut(model as Model, x, upToDistinct(k, x)), x) }),
    ...(bic === undefined ? {} : { bic: ({ model }) => bic(model as Model) }),
  };

  function clustersOf(model: Model, x: Matrix): FittedClusters {
    const clusters = centresOf(model, x);
    const own = rule === undefined ? null : rule(model);
    const assignment = rule === undefined ? "nearest_centroid" : "own";
    const { rowLabels, sizes } = model;
    return { clusters, assignment, rule: own, rowLabels, sizes, dendrogram: model.dendrogram ?? null, model };
  }
}

/** As many clusters as asked for, at most as many as rows differ: equal rows are not to be told apart. */
function upToDistinct(k: number, x: Matrix): number {
  const found = new Set<string>();
  for (let i = 0; i < x.rows && found.size < k; i++) found.add(rowOf(x, i).join());
  return x.rows < k ? k : Math.max(1, Math.min(k, found.size));
}

function centresOf(model: FittedRows & Partial<Centroids>, x: Matrix): Centroids {
  if (model.sizes.length === 0) return { centroids: [Array.from(columnMeans(x))], labels: [0] };
  const { centroids, labels } = model;
  if (centroids !== undefined && labels !== undefined) return { centroids, labels };
  const found = orderClusters(x, model.rowLabels);
  return { centroids: found.centroids, labels: found.sizes.map((_, c) => c) };
}

/** The name in configurations of an option: `maxIterations` is `max_iterations`. */
function configName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What is wrong with a value of an option. */
export interface OptionIssue {
  readonly option: string;
  /** Goes after the option's name: `must be an integer from 1 up, but is 0`. */
  readonly message: string;
  /** Whether there is no such option. */
  readonly unknown: boolean;
}

/** What is wrong with values of an algorithm's options, by the names in configurations. */
export function optionIssues(
  { name, options }: Pick<Algorithm, "name" | "options">,
  values: Readonly<Record<string, unknown>>,
): readonly OptionIssue[] {
  const known = Object.keys(options);
  return Object.entries(values).flatMap(([option, value]): OptionIssue[] => {
    const spec = Object.hasOwn(options, option) ? options[option] : undefined;
    if (spec === undefined) {
      const others = known.length === 0 ? "it has none" : `options are ${known.join(", ")}`;
      return [{ option, message: `is no option of ${name}; ${others}`, unknown: true }];
    }
    if (fits(spec, value)) return [];
    return [{ option, message: `must be ${wordsFor(spec)}, but is ${JSON.stringify(value)}`, unknown: false }];
  });
}

function fits(spec: OptionSpec, value: unknown): boolean {
  switch (spec.kind) {
    case "choice":
      return typeof value === "string" && spec.values.includes(value);
    case "boolean":
      return typeof value === "boolean";
    case "integer":
    case "number":
      return isWithinLimit(value, spec);
    default:
      return spec satisfies never;
  }
}

function wordsFor(spec: OptionSpec): string {
  switch (spec.kind) {
    case "choice":
      return `one of ${spec.values.join(", ")}`;
    case "boolean":
      return "true or false";
    case "integer":
    case "number":
      return describeLimit(spec);
    default:
      return spec satisfies never;
  }
}
