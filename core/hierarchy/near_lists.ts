import {
  clearShortlist,
  createShortlist,
  nearestRows,
  type NeighbourIndex,
  offer,
  type Shortlist,
} from "../neighbours/mod.ts";

/** Entries of a list: enough that few clusters need a second look at all others, few enough that lists cost little. */
const listLength = 12;

/** Takes rounding out of the promise that clusters outside of a list are no nearer than its bound. */
const rounding = 1 - 1e-12;

/** A way to tell and join clusters. Clusters are known by a row of theirs, the slot. */
export interface Linkage {
  readonly rows: number;
  /** Distance of two clusters, on a scale that grows with the height. */
  distance(a: number, b: number): number;
  /** Offers every other cluster with its distance. */
  offerAll(a: number, list: Shortlist): void;
  /** Joins cluster `a` to cluster `b`, which keeps its slot. */
  join(a: number, b: number): void;
  /**
   * The least distance that the union of `a` and `b` can have from a cluster that is at least `fromA` and `fromB` away
   * from them, which is at least `between`, their own distance.
   */
  leastAfter(a: number, b: number, fromA: number, fromB: number, between: number): number;
  /** Height of a merge at a distance. */
  height(distance: number): number;
}

/**
 * For each cluster a list of clusters, and a bound that no cluster outside of the list is nearer than.
 *
 * Where linkage is reducible, two clusters that are each other's nearest are, joined, no nearer to a third than one of them
 * was. So a list stays right while others join: its entries are followed to the cluster that they are part of now, and
 * every cluster without an entry is still outside the bound. Only when no entry is within it, all clusters are looked at.
 */
export interface NearLists {
  readonly linkage: Linkage;
  readonly entries: Int32Array;
  readonly lengths: Int32Array;
  readonly bounds: Float64Array;
  /** The cluster that each cluster was joined to, or itself. */
  readonly into: Int32Array;
  readonly list: Shortlist;
  /** What the last search found. */
  nearest: number;
  /** Its distance. */
  least: number;
}

/**
 * The lists of single rows.
 *
 * @param index The rows
 * @param toDistance From the squared distance of two rows to that of the linkage
 */
export function seedNearLists(
  linkage: Linkage,
  index: NeighbourIndex,
  toDistance: (squared: number) => number,
): NearLists {
  const { rows } = linkage;
  const lists = {
    linkage,
    entries: new Int32Array(rows * listLength),
    lengths: new Int32Array(rows),
    bounds: new Float64Array(rows),
    into: Int32Array.from({ length: rows }, (_, i) => i),
    list: createShortlist(listLength + 1),
    nearest: -1,
    least: Infinity,
  };
  const found = nearestRows(index, index.x, listLength + 2);
  for (let i = 0; i < rows; i++) {
    clearShortlist(lists.list);
    for (let e = i * found.count, end = e + found.count; e < end; e++) {
      if (found.rows[e] !== i) offer(lists.list, found.rows[e]!, toDistance(found.squared[e]!));
    }
    takeList(lists, i);
  }
  return lists;
}

/** Keeps what the list has for a cluster; what no longer finds room bounds the others. */
function takeList({ entries, lengths, bounds, list }: NearLists, a: number): void {
  let length = 0;
  while (length < listLength && list.squared[length]! < Infinity) {
    entries[a * listLength + length] = list.rows[length]!;
    length++;
  }
  lengths[a] = length;
  bounds[a] = list.squared[listLength]! * rounding;
}

/** Finds the nearest cluster: of equally near ones `preferred`, then the lowest slot. */
export function findNearest(lists: NearLists, a: number, preferred: number): void {
  const { linkage, entries, lengths, bounds } = lists;
  lists.nearest = preferred;
  lists.least = preferred < 0 ? Infinity : linkage.distance(a, preferred);
  for (let e = a * listLength, end = e + lengths[a]!; e < end; e++) {
    const b = clusterOf(lists, entries[e]!);
    entries[e] = b;
    if (b === preferred || b === a) continue;
    const distance = linkage.distance(a, b);
    if (distance > lists.least) continue;
    if (distance === lists.least && (lists.nearest === preferred || b > lists.nearest)) continue;
    lists.least = distance;
    lists.nearest = b;
  }
  if (lists.least >= bounds[a]!) lookAtAll(lists, a, preferred);
}

function lookAtAll(lists: NearLists, a: number, preferred: number): void {
  const { linkage, list } = lists;
  clearShortlist(list);
  linkage.offerAll(a, list);
  takeList(lists, a);
  if (list.squared[0]! > lists.least || (list.squared[0] === lists.least && lists.nearest === preferred)) return;
  lists.least = list.squared[0]!;
  lists.nearest = list.rows[0]!;
}

/** Joins `a` to `b`, each other's nearest at the distance found last, with the list of both. */
export function joinLists(lists: NearLists, a: number, b: number, between: number): void {
  const { linkage, entries, lengths, bounds, into, list } = lists;
  const bound = linkage.leastAfter(a, b, bounds[a]!, bounds[b]!, between);
  linkage.join(a, b);
  into[a] = b;
  clearShortlist(list);
  for (const from of [a, b]) {
    for (let e = from * listLength, end = e + lengths[from]!; e < end; e++) {
      const other = clusterOf(lists, entries[e]!);
      if (other === b || list.rows.includes(other)) continue;
      const distance = linkage.distance(b, other);
      if (distance < bound) offer(list, other, distance);
    }
  }
  takeList(lists, b);
  bounds[b] = Math.min(bounds[b]!, bound * rounding);
}

/** The cluster that a cluster is part of now; shortens the way to it. */
function clusterOf({ into }: NearLists, cluster: number): number {
  let at = cluster;
  while (into[at]! !== at) {
    into[at] = into[into[at]!]!;
    at = into[at]!;
  }
  return at;
}
