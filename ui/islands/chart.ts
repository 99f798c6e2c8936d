import type { Figure } from "../../pipeline/figures/mod.ts";
import { request } from "./api.ts";
import type { Island } from "./dom.ts";
import { propsOf } from "./dom.ts";

interface Props {
  /** Address of a list of charts, and which one it is. */
  readonly source?: string;
  readonly name?: string;
  /** The chart itself, in place of an address. */
  readonly figure?: Figure;
}

type Listed = Promise<{ readonly items: readonly Figure[] }>;

/** Lists that were asked for on this page: its charts come from one. */
const lists = new Map<string, Listed>();

/**
 * Puts a chart to hover over in the place of its drawing, where there is room for it. The library comes when the first
 * chart is about to be seen; where anything fails the drawing stays.
 */
export const start: Island = (element, signal) => {
  void show(element, propsOf<Props>(element), signal).catch(() => undefined);
};

async function show(element: HTMLElement, { source, name, figure }: Props, signal: AbortSignal): Promise<void> {
  const { hasRoom, seen, showChart } = await import("./chart_library.ts");
  await seen(element, signal);
  const found = figure ?? (await listOf(source ?? "")).items.find((one) => one.name === name);
  if (found === undefined || signal.aborted || !hasRoom(element, found.width)) return;
  if (hasFlows(found)) (await import("./chart_flows.ts")).useFlows();
  showChart(element, found, () => withoutTooltip(found), signal);
}

function hasFlows({ option }: Figure): boolean {
  const { series } = option as { readonly series?: readonly { readonly type: string }[] };
  return series?.some(({ type }) => type === "sankey") === true;
}

/** What is said of a mark is shown by the page. */
function withoutTooltip({ option }: Figure): object {
  const { tooltip: _, ...rest } = option as { readonly tooltip?: object };
  return rest;
}

function listOf(source: string): Listed {
  const known = lists.get(source);
  if (known !== undefined) return known;
  const asked = request("GET", source) as Listed;
  lists.set(source, asked);
  return asked;
}
