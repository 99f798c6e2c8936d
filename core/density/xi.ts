import type { Reachability } from "./reachability.ts";

/** Options of {@link xiLabels}. */
export interface XiOptions {
  readonly xi: number;
  readonly minSamples: number;
  readonly minClusterSize: number;
}

/** What {@link xiLabels} finds. */
export interface XiClusters {
  /** Labels by row from 0 in the order of `valleys`, -1 for noise. */
  readonly labels: Int32Array;
  /** First and last place of each valley, small ones before the ones that hold them. */
  readonly valleys: readonly (readonly [number, number])[];
}

/** A stretch in which the plot falls steeply. */
interface Descent {
  readonly start: number;
  readonly end: number;
  /** Highest reachability since. */
  between: number;
}

/** The plot of reachabilities and what is steep in it. */
interface Plot {
  /** Reachability at each place, and Infinity after the last. */
  readonly heights: Float64Array;
  /** The row before each place's row. */
  readonly predecessors: Int32Array;
  readonly order: Int32Array;
  /** 1 - xi. */
  readonly share: number;
}

/**
 * Clusters as valleys with steep sides; of valleys within each other the smallest get the labels.
 *
 * References: M. Ankerst et al., SIGMOD 1999, figure 19; E. Schubert, M. Gertz, Improving the cluster structure extracted
 * from OPTICS plots, LWDA 2018. As in scikit-learn, with its corrections.
 */
export function xiLabels(found: Reachability, options: XiOptions): XiClusters {
  const { order } = found;
  const heights = new Float64Array(order.length + 1).fill(Infinity);
  order.forEach((row, place) => heights[place] = found.reachability[row]!);
  const plot = {
    heights,
    predecessors: Int32Array.from(order, (row) => found.predecessors[row]!),
    order,
    share: 1 - options.xi,
  };
  const valleys = findValleys(plot, options);
  const labels = new Int32Array(order.length).fill(-1);
  let label = 0;
  for (const [start, end] of valleys) {
    const places = order.subarray(start, end + 1);
    if (places.some((row) => labels[row] !== -1)) continue;
    places.forEach((row) => labels[row] = label);
    label++;
  }
  return { labels, valleys };
}

function findValleys(plot: Plot, options: XiOptions): readonly (readonly [number, number])[] {
  const { heights, order, share } = plot;
  const valleys: (readonly [number, number])[] = [];
  let descents: Descent[] = [];
  let next = 0;
  let between = 0;
  for (let place = 0; place < order.length; place++) {
    const falls = isSteepDown(plot, place);
    if (place < next || !(falls || isSteepUp(plot, place))) continue;
    for (let i = next; i <= place; i++) between = Math.max(between, heights[i]!);
    descents = stillOpen(descents, between, plot);
    const end = falls
      ? endOfStretch(plot, place, options.minSamples, isSteepDown, isUp)
      : endOfStretch(plot, place, options.minSamples, isSteepUp, isDown);
    if (falls) descents.push({ start: place, end, between: 0 });
    else valleys.push(...valleysTo(plot, descents, place, end, options).reverse());
    next = end + 1;
    between = heights[next]!;
  }
  return valleys;

  function stillOpen(all: readonly Descent[], highest: number, { heights }: Plot): Descent[] {
    if (highest === Infinity) return [];
    const open = all.filter(({ start }) => highest <= heights[start]! * share);
    for (const descent of open) descent.between = Math.max(descent.between, highest);
    return open;
  }
}

// Comparisons with NaN, the ratio of two infinities, are false.
function isSteepUp({ heights, share }: Plot, place: number): boolean {
  return heights[place]! / heights[place + 1]! <= share;
}

function isSteepDown({ heights, share }: Plot, place: number): boolean {
  return heights[place]! / heights[place + 1]! >= 1 / share;
}

function isUp({ heights }: Plot, place: number): boolean {
  return heights[place]! / heights[place + 1]! < 1;
}

function isDown({ heights }: Plot, place: number): boolean {
  return heights[place]! / heights[place + 1]! > 1;
}

type Test = (plot: Plot, place: number) => boolean;

/** The last steep place of a stretch that never turns and has at most `minSamples` places in a row that are not steep. */
function endOfStretch(plot: Plot, start: number, minSamples: number, steep: Test, turned: Test): number {
  let flat = 0;
  let end = start;
  for (let place = start; place < plot.order.length; place++) {
    if (steep(plot, place)) {
      flat = 0;
      end = place;
    } else if (turned(plot, place) || ++flat > minSamples) return end;
  }
  return end;
}

/** The valleys from each open descent to one ascent. */
function valleysTo(
  plot: Plot,
  descents: readonly Descent[],
  ascent: number,
  ascentEnd: number,
  { minClusterSize }: XiOptions,
): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (const descent of descents) {
    if (plot.heights[ascentEnd + 1]! * plot.share < descent.between) continue;
    const valley = withoutStrangers(plot, ...levelled(plot, descent, ascent, ascentEnd));
    if (valley === undefined) continue;
    const [start, end] = valley;
    if (end - start + 1 >= minClusterSize && start <= descent.end && end >= ascent) found.push(valley);
  }
  return found;
}

/** Shortens the higher side to the level of the lower one. */
function levelled(
  { heights, share }: Plot,
  { start: from, end: descentEnd }: Descent,
  ascent: number,
  ascentEnd: number,
): [number, number] {
  const [left, right] = [heights[from]!, heights[ascentEnd + 1]!];
  let start = from;
  let end = ascentEnd;
  if (left * share >= right) {
    while (heights[start + 1]! > right && start < descentEnd) start++;
  } else if (right * share >= left) {
    while (heights[end - 1]! > left && end > ascent) end--;
  }
  return [start, end];
}

/** Takes rows off the end that were reached from outside of the valley. */
function withoutStrangers(plot: Plot, start: number, last: number): readonly [number, number] | undefined {
  const { heights, predecessors, order } = plot;
  for (let end = last; start < end; end--) {
    if (heights[start]! > heights[end]!) return [start, end];
    if (order.subarray(start, end).includes(predecessors[end]!)) return [start, end];
  }
  return undefined;
}
