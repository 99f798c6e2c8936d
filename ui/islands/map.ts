import { clusterColor } from "../../pipeline/figures/mod.ts";
import { mapPlane } from "../pages/stores/map_plane.ts";
import type { Island } from "./dom.ts";
import { propsOf } from "./dom.ts";

interface Props {
  readonly map: {
    readonly stores: readonly number[];
    readonly latitudes: readonly number[];
    readonly longitudes: readonly number[];
    readonly segments: readonly (string | null)[];
  };
  readonly side: string;
  readonly category: string;
  readonly run?: string;
}

/** Stores where they are: hovering tells which one and its segment, a click opens the store. */
export const start: Island = (element, signal) => {
  void show(element, propsOf<Props>(element), signal).catch(() => undefined);
};

async function show(element: HTMLElement, props: Props, signal: AbortSignal): Promise<void> {
  const { hasRoom, showChart } = await import("./chart_library.ts");
  const plane = mapPlane(props.map.latitudes, props.map.longitudes);
  if (signal.aborted || !hasRoom(element, plane.width)) return;
  const chart = showChart(element, plane, () => optionOf(props), signal);
  chart.on("click", (event: { readonly name?: string }) => {
    const store = event.name?.match(/^Store (\d+)/)?.[1];
    if (store === undefined) return;
    const { side, category, run } = props;
    const query = new URLSearchParams({ side, category, ...(run === undefined ? {} : { run }) });
    location.assign(`/stores/${store}?${query}`);
  });
}

function optionOf({ map }: Props): object {
  const { stores, latitudes, longitudes, segments } = map;
  const plane = mapPlane(latitudes, longitudes);
  const line = { lineStyle: { color: "@grid" }, label: { color: "@muted", fontSize: 10 } };
  return {
    animation: false,
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    xAxis: { type: "value", min: 0, max: plane.width, show: false },
    yAxis: { type: "value", min: 0, max: plane.height, inverse: true, show: false },
    series: [{
      type: "scatter",
      name: "stores",
      symbolSize: 7,
      data: stores.map((store, row) => ({
        name: `Store ${store}${segments[row] === null ? ", without a segment" : `, ${segments[row]}`}`,
        value: [plane.x(longitudes[row]!), plane.y(latitudes[row]!)],
        itemStyle: {
          color: segments[row] === null ? "@muted" : clusterColor(Number.parseInt(segments[row]!, 10)),
          opacity: 0.85,
        },
      })),
      markLine: {
        z: 1,
        silent: true,
        symbol: "none",
        animation: false,
        data: [
          ...plane.meridians.map((degrees) => ({ xAxis: plane.x(degrees), ...line, label: { show: false } })),
          ...plane.parallels.map((degrees) => ({ yAxis: plane.y(degrees), ...line, label: { show: false } })),
        ],
      },
    }],
  };
}
