import { axisStyle, baseOption, type Figure, figureWidth } from "./figure.ts";
import { clusterColor } from "./palette.ts";
import { countOf, shortened } from "./words.ts";

/** Two groups that become one. Leaves are 0 to n - 1; the merge at place i makes group n + i. */
export interface Merge {
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

/** What a dendrogram is drawn from. */
export interface DendrogramData {
  /** Name of each leaf, and how many stores it stands for. */
  readonly leaves: readonly { readonly name: string; readonly stores?: number; readonly label?: number }[];
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

/**
 * A tree of merges with its leaves on the left.
 *
 * @throws {RangeError} when the merges do not join the leaves to one group
 */
export function dendrogramFigure(data: DendrogramData): Figure {
  const { leaves, merges, cut, axis } = data;
  if (merges.length !== leaves.length - 1) {
    throw new RangeError(
      `Cannot draw a dendrogram: ${leaves.length} leaves take ${leaves.length - 1} merges, not ${merges.length}`,
    );
  }
  const order = leafOrder(data);
  return {
    name: "dendrogram",
    title: "Which groups are alike",
    caption: `Groups that join further left are more alike.${cut === undefined ? "" : " The dashed line is the cut."}`,
    description: `Order of the leaves: ${order.map((leaf) => leaves[leaf]!.name).join(", ")}`,
    width: figureWidth,
    height: 64 + Math.max(2, leaves.length) * (leaves.length > 40 ? 14 : 24),
    option: {
      ...baseOption,
      grid: { left: 12, right: 24, top: 20, bottom: 40, containLabel: true },
      xAxis: { ...axisStyle, type: "value", name: axis, nameLocation: "middle", nameGap: 26, min: 0 },
      // Branches lie between leaves, where an axis of names has no places: a hidden axis of numbers lies under it.
      yAxis: [{
        ...axisStyle,
        type: "category",
        inverse: true,
        data: order.map((leaf) => leafText(leaves[leaf]!)),
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
  const groups = leaves.map(({ label }, leaf): Group => ({ at: order.indexOf(leaf), height: 0, label }));
  return merges.map(({ left, right, height }) => {
    const [a, b] = [groups[left]!, groups[right]!];
    const label = a.label === b.label ? a.label : undefined;
    groups.push({ at: (a.at + b.at) / 2, height, label });
    const points = [[a.height, a.at], [height, a.at], [height, b.at], [b.height, b.at]] as const;
    return { points, label };
  });
}

function leafText({ name, stores }: DendrogramData["leaves"][number]): string {
  const text = shortened(name, 34);
  return stores === undefined ? text : `${text} · ${countOf(stores, "store")}`;
}

function cutLine(cut: number) {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: "@accent", type: "dashed" as const, width: 1.5 },
    label: { formatter: "cut", color: "@accent", fontSize: 11 },
    data: [{ xAxis: cut }],
  };
}
