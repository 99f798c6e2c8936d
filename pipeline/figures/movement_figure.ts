import { baseOption, type Figure, figureWidth } from "./figure.ts";
import { clusterColor } from "./palette.ts";
import { countOf, grouped, percent } from "./words.ts";

/** Stores that went from one cluster to another, or stayed. */
export interface Movement {
  /** Name of the cluster before; null for stores that were not there. */
  readonly from: string | null;
  /** Name of the cluster now; null for stores that are gone. */
  readonly to: string | null;
  readonly stores: number;
  /** Whether these are stores that stayed. @default those with the same name before and now */
  readonly stayed?: boolean;
}

/** What a movement figure is drawn from. */
export interface MovementData {
  /** Short name, safe as an identifier. */
  readonly name: string;
  readonly title: string;
  /** What left and right are, such as `before` and `now`. */
  readonly sides: readonly [string, string];
  readonly movements: readonly Movement[];
  /** Said before the counts, such as what the stores moved for. @default "" */
  readonly note?: string;
}

/** Stores flowing from earlier clusters to present ones. */
export function movementFigure({ name, title, sides, movements, note = "" }: MovementData): Figure {
  const flows = movements.filter(({ stores }) => stores > 0);
  const total = flows.reduce((sum, { stores }) => sum + stores, 0);
  const changed = flows.filter((flow) => !stayed(flow));
  const moved = changed.reduce((sum, { stores }) => sum + stores, 0);
  const left = sideNodes(flows, "from", sides[0], "not there");
  const right = sideNodes(flows, "to", sides[1], "gone");
  return {
    name,
    title,
    caption: [note, changeWords(moved, total)].filter((words) => words !== "").join(" "),
    description: changed.sort((a, b) => b.stores - a.stores).slice(0, 10)
      .map(({ from, to, stores }) => `${from ?? "not there"} to ${to ?? "gone"}: ${stores}`).join(", ") ||
      "No store changed",
    width: figureWidth,
    height: Math.max(180, Math.min(640, 40 + 34 * Math.max(left.length, right.length))),
    option: {
      ...baseOption,
      tooltip: { trigger: "item" },
      series: [{
        type: "sankey",
        left: 150,
        right: 150,
        top: 12,
        bottom: 12,
        nodeWidth: 14,
        nodeGap: 10,
        layoutIterations: 0,
        draggable: false,
        emphasis: { focus: "adjacency" },
        label: { color: "@ink", fontSize: 11 },
        data: [...left, ...right],
        links: flows.map((flow) => ({
          source: nodeName(flow.from, sides[0], "not there"),
          target: nodeName(flow.to, sides[1], "gone"),
          value: flow.stores,
          lineStyle: {
            color: flow.from === null ? "@muted" : color(flow.from),
            opacity: stayed(flow) ? 0.22 : 0.6,
            curveness: 0.5,
          },
        })),
      }],
    },
  };
}

function stayed({ from, to, stayed = from === to }: Movement): boolean {
  return stayed;
}

function changeWords(moved: number, total: number): string {
  if (moved === total) return `${countOf(total, "store")} moved.`;
  return `${grouped(moved)} of ${countOf(total, "store")} (${
    percent(moved / total)
  }) changed. Paler bands are stores that stayed.`;
}

function nodeName(cluster: string | null, side: string, absent: string): string {
  return cluster === null ? `${side}: ${absent}` : `${side}: ${cluster}`;
}

function sideNodes(flows: readonly Movement[], end: "from" | "to", side: string, absent: string) {
  const names = [...new Set(flows.map((flow) => flow[end]))].sort(byCluster);
  return names.map((cluster) => {
    const stores = flows.filter((flow) => flow[end] === cluster).reduce((sum, flow) => sum + flow.stores, 0);
    return {
      name: nodeName(cluster, side, absent),
      depth: end === "from" ? 0 : 1,
      itemStyle: { color: cluster === null ? "@muted" : color(cluster), borderWidth: 0 },
      label: {
        position: end === "from" ? "left" as const : "right" as const,
        formatter: `{b} · ${countOf(stores, "store")}`,
      },
    };
  });
}

/** Clusters by number, absent ones last. */
function byCluster(a: string | null, b: string | null): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  const [x, y] = [a, b].map((name) => name.split("_").map(Number));
  return x![0]! - y![0]! || (x![1] ?? 0) - (y![1] ?? 0);
}

/** Merged clusters have the colour of their internal part. */
function color(cluster: string): string {
  const label = Number.parseInt(cluster, 10);
  return Number.isFinite(label) ? clusterColor(label) : "@muted";
}
