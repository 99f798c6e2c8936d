import { axisStyle, baseOption, type Figure, figureWidth } from "./figure.ts";
import { clusterColor } from "./palette.ts";
import { collapseTree } from "./collapse_tree.ts";
import { countOf, labelRoom, shortened } from "./words.ts";

/** Two groups that become one. Leaves are 0 to n - 1; the merge at place i makes group n + i. */
export interface Merge {
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

/** What merges begin with. */
export interface DendrogramLeaf {
  readonly name: string;
  /** Stores that it stands for. @default not said */
  readonly stores?: number;
  /** Its cluster. @default none */
  readonly label?: number;
  /** Where it stands. @default 0 */
  readonly height?: number;
}

/** What a dendrogram is drawn from. */
export interface DendrogramData {
  readonly leaves: readonly DendrogramLeaf[];
  /** One less than there are leaves, by ascending height. */
  readonly merges: readonly Merge[];
  /** Height below which groups are clusters; drawn as a line. @default none */
  readonly cut?: number;
  /** What height is, such as "distance (ward)". */
  readonly axis: string;
}

interface Group {
  readonly at: number;
  readonly height: number;
  /** The one cluster that all its leaves are of, if so. */
  readonly label: number | undefined;
}

/** Options of {@link dendrogramFigure}. */
export interface DendrogramFigureOptions {
  /** Most leaves to draw; of a larger tree the top is drawn. @default 30 */
  readonly most?: number;
}

/**
 * A tree of merges with its leaves on the left.
 *
 * @throws {RangeError} when the merges do not join the leaves to one group
 */
export function dendrogramFigure(whole: DendrogramData, options: DendrogramFigureOptions = {}): Figure {
  const { most = 30 } = options;
  const count = whole.leaves.length;
  if (whole.merges.length !== count - 1) {
    throw new RangeError(
      `Cannot draw a dendrogram: ${count} leaves take ${count - 1} merges, not ${whole.merges.length}`,
    );
  }
  const data = collapseTree(whole, most);
  const { leaves, merges, cut, axis } = data;
  const order = leafOrder(data);
  const names = order.map((leaf) => leafText(leaves[leaf]!));
  return {
    name: "dendrogram",
    title: "Which groups are alike",
    caption: `Groups that join further left are more alike.${cut === undefined ? "" : " The dashed line is the cut."}${
      leaves.length < count ? ` Drawn are the last ${merges.length} of ${countOf(whole.merges.length, "merge")}.` : ""
    }`,
    description: `Order of the leaves: ${order.map((leaf) => leaves[leaf]!.name).join(", ")}`,
    width: figureWidth,
    height: 64 + Math.max(2, leaves.length) * (leaves.length > 40 ? 14 : 24),
    option: {
      ...baseOption,
      grid: { left: labelRoom(names), right: 24, top: 20, bottom: 40 },
      xAxis: {
        ...axisStyle,
        type: "value",
        name: axis,
        nameLocation: "middle",
        nameGap: 26,
        min: 0,
        axisLine: { show: false },
        axisTick: { show: false },
      },
      // Branches lie between leaves, where an axis of names has no places: a hidden axis of numbers lies under it.
      yAxis: [{
        ...axisStyle,
        type: "category",
        inverse: true,
        data: [...names],
        axisLabel: { color: "@ink", fontSize: 11, interval: 0 },
        axisTick: { show: false },
        axisLine: { show: false },
        splitLine: { show: false },
      }, { type: "value", show: false, inverse: true, min: -0.5, max: leaves.length - 0.5 }],
      series: branches(data, order).map(({ points, label }, i) => ({
        type: "line",
        yAxisIndex: 1,
        name: `merge ${i + 1}`,
        silent: true,
        clip: false,
        symbol: "none",
        lineStyle: { color: label === undefined ? "@muted" : clusterColor(label), width: 1.8, join: "miter" },
        data: points.map((point) => [...point]),
        ...(i === 0 && cut !== undefined ? { markLine: cutLine(cut) } : {}),
      })),
    },
  };
}

/** Leaves from top to bottom: those of the left group before those of the right one. */
function leafOrder({ leaves, merges }: DendrogramData): readonly number[] {
  const order: number[] = [];
  const open = [leaves.length + merges.length - 1];
  for (let group = open.pop(); group !== undefined; group = open.pop()) {
    if (group < leaves.length) order.push(group);
    else {
      const merge = merges[group - leaves.length];
      if (merge === undefined) throw new RangeError(`Cannot draw a dendrogram: there is no group ${group}`);
      open.push(merge.right, merge.left);
    }
  }
  return order;
}

function branches({ leaves, merges }: DendrogramData, order: readonly number[]) {
  const groups = leaves.map(({ label, height = 0 }, leaf): Group => ({ at: order.indexOf(leaf), height, label }));
  return merges.map(({ left, right, height }) => {
    const [a, b] = [groups[left]!, groups[right]!];
    const label = a.label === b.label ? a.label : undefined;
    groups.push({ at: (a.at + b.at) / 2, height, label });
    const points = [[a.height, a.at], [height, a.at], [height, b.at], [b.height, b.at]] as const;
    return { points, label };
  });
}

function leafText({ name, stores }: DendrogramLeaf): string {
  const text = shortened(name, 34);
  return stores === undefined ? text : `${text} · ${countOf(stores, "store")}`;
}

function cutLine(cut: number) {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: "@accent", type: "dashed" as const, width: 1.5 },
    label: { position: "start" as const, formatter: "cut", color: "@accent", fontSize: 11 },
    data: [{ xAxis: cut }],
  };
}
