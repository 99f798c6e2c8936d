import { DataError } from "../errors.ts";
import { groupsOf } from "../labels.ts";
import { columnMeans } from "../linalg.ts";
import { type Matrix, pickRows } from "../matrix.ts";
import { featureEffects } from "./effects.ts";
import type { FeatureWords } from "./feature_words.ts";

/** A word or two of a cluster's name. */
export interface NameTerm {
  /** Column of the feature. */
  readonly feature: number;
  readonly direction: "high" | "low";
  /** Standardised mean difference to the other rows, or to those of the clusters it would else share its name with. */
  readonly difference: number;
}

/** A name that says what sets a cluster apart. */
export interface ClusterName {
  readonly label: number;
  /** Different for every cluster. */
  readonly name: string;
  readonly terms: readonly NameTerm[];
}

/** Options of {@link nameClusters}. */
export interface NameOptions {
  /** Features in a name, where so many set the cluster apart. @default 2 */
  readonly terms?: number;
  /** Least standardised mean difference that is worth saying. @default 0.5 */
  readonly least?: number;
  /** Features that correlate more than this, without sign, say the same and are not named together. @default 0.9 */
  readonly redundant?: number;
}

/**
 * Names clusters by the features that set them apart most, e.g. "high BABY CARE, low COSMETICS": the strongest feature, a
 * high one where it is nearly as strong; then one that says something else, from the other side where it is at least half
 * as strong.
 * Clusters that would share a name add what sets them apart from each other; if nothing does, their number.
 *
 * @param x rows x features, as people know them (before scaling)
 * @param labels A label, 0 and up, for each row
 * @param words How to call each feature
 * @returns By label, ascending
 * @throws {RangeError} when labels or words do not fit
 * @throws {DataError} when a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { nameClusters } from "./cluster_names.ts";
 * import { featureWords } from "./feature_words.ts";
 *
 * const x = matrixFromRows([[60, 20, 20], [61, 20, 19], [20, 59, 21], [21, 60, 19], [20, 22, 58], [19, 20, 61]]);
 * const words = featureWords(["% Sales KIDS", "% Sales NIGHT", "% Sales SPORT"]);
 * const names = nameClusters(x, [0, 0, 1, 1, 2, 2], words);
 * assert.equal(names[0]!.name, "high KIDS, low NIGHT");
 * ```
 */
export function nameClusters(
  x: Matrix,
  labels: ArrayLike<number>,
  words: readonly FeatureWords[],
  options: NameOptions = {},
): readonly ClusterName[] {
  const { terms = 2, least = 0.5, redundant = 0.9 } = options;
  if (words.length !== x.columns) {
    throw new RangeError(`Cannot name clusters: ${words.length} words for ${x.columns} features`);
  }
  const naming: Naming = { x, means: columnMeans(x), words, terms, least, redundant };
  const groups = groupsOf(labels, x.rows);
  const { clusters } = featureEffects(x, labels);
  if (clusters.length === 0) throw new DataError("Cannot name clusters: there is no row");
  if (clusters.length === 1) return [{ label: clusters[0]!.label, name: "all stores", terms: [] }];
  const first = clusters.map(({ label, features }): ClusterName => {
    const chosen = chooseTerms(naming, features.map(({ difference }) => difference));
    return { label, terms: chosen, name: wordsOf(naming, chosen, features.map(({ mean }) => mean)) };
  });
  return numbered(contrasted(naming, groups.labels, groups.index, first));
}

interface Naming extends Required<NameOptions> {
  readonly x: Matrix;
  readonly means: Float64Array;
  readonly words: readonly FeatureWords[];
}

const opposite = { high: "low", low: "high" } as const;
/** What there is much of comes before what is missing, where it is nearly as strong. */
const nearlyAsStrong = 0.8;
const halfAsStrong = 0.5;

function chooseTerms(naming: Naming, differences: readonly number[]): readonly NameTerm[] {
  const { terms, least } = naming;
  const ranked = differences.map((difference, feature): NameTerm => ({
    feature,
    direction: difference > 0 ? "high" : "low",
    difference,
  })).filter(({ difference }) => Math.abs(difference) >= least).sort(byStrength);
  const chosen: NameTerm[] = [];
  const isNew = ({ feature }: NameTerm) => !chosen.some((one) => saysTheSame(naming, feature, one.feature));
  while (chosen.length < terms) {
    const strongest = ranked.find(isNew);
    if (strongest === undefined) break;
    const wanted = chosen.length === 0 ? "high" : chosen.length === 1 ? opposite[chosen[0]!.direction] : undefined;
    const least = Math.abs(strongest.difference) * (chosen.length === 0 ? nearlyAsStrong : halfAsStrong);
    const better = ranked.find((one) => one.direction === wanted && Math.abs(one.difference) >= least && isNew(one));
    chosen.push(better ?? strongest);
  }
  return chosen;
}

/** The strongest first; of equally strong ones what is high, for people look for that, then by the column. */
function byStrength(a: NameTerm, b: NameTerm): number {
  const strength = ({ difference }: NameTerm) => Number(Math.abs(difference).toPrecision(9));
  const low = ({ direction }: NameTerm) => direction === "low" ? 1 : 0;
  return strength(b) - strength(a) || low(a) - low(b) || a.feature - b.feature;
}

/** Features that move together, and levels of the same text. */
function saysTheSame({ x, words, means, redundant }: Naming, a: number, b: number): boolean {
  if (a === b) return true;
  const [first, second] = [words[a]!, words[b]!];
  if (first.kind === "level" && second.kind === "level" && first.text === second.text) return true;
  return Math.abs(correlation(x, means, a, b)) > redundant;
}

function correlation(x: Matrix, means: Float64Array, a: number, b: number): number {
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0, at = 0; i < x.rows; i++, at += x.columns) {
    const first = x.data[at + a]! - means[a]!;
    const second = x.data[at + b]! - means[b]!;
    aa += first * first;
    bb += second * second;
    ab += first * second;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

function wordsOf({ words }: Naming, terms: readonly NameTerm[], means: readonly number[]): string {
  if (terms.length === 0) return "near average";
  const high = terms.filter(({ direction }) => direction === "high");
  const low = terms.filter(({ direction }) => direction === "low");
  return [...high, ...low].map(({ feature, direction }) => {
    const { kind, short } = words[feature]!;
    if (kind === "level") return `${frequency(direction, means[feature]!)} ${short}`;
    return `${direction} ${short}`;
  }).join(", ");
}

function frequency(direction: "high" | "low", share: number): string {
  if (direction === "low") return share === 0 ? "never" : "rarely";
  return share > 0.5 ? "mostly" : "often";
}

/** Clusters of one name tell what sets them apart from each other. */
function contrasted(
  naming: Naming,
  labels: readonly number[],
  index: Int32Array,
  names: readonly ClusterName[],
): readonly ClusterName[] {
  return names.map((own) => {
    const group = names.filter(({ name }) => name === own.name).map(({ label }) => labels.indexOf(label));
    if (group.length === 1) return own;
    const rows = Array.from(index.keys()).filter((row) => group.includes(index[row]!));
    const { clusters } = featureEffects(pickRows(naming.x, rows), rows.map((row) => index[row]!));
    const { features } = clusters.find(({ label }) => labels[label] === own.label)!;
    const said = new Set(own.terms.map(({ feature }) => feature));
    const differences = features.map(({ difference }, feature) => said.has(feature) ? 0 : difference);
    const [term] = chooseTerms({ ...naming, terms: 1 }, differences);
    if (term === undefined) return own;
    const more = `${term.direction === "high" ? "more" : "less"} ${naming.words[term.feature]!.short}`;
    return { ...own, name: `${own.name}, ${more}`, terms: [...own.terms, term] };
  });
}

/** Names that are still shared get the number of the cluster. */
function numbered(names: readonly ClusterName[]): readonly ClusterName[] {
  return names.map((own) => {
    const shared = names.filter(({ name }) => name === own.name).length > 1;
    return shared ? { ...own, name: `${own.name} (cluster ${own.label})` } : own;
  });
}
