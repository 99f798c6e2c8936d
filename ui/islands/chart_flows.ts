import { SankeyChart } from "echarts/charts";
import { use } from "echarts/core";

/** Makes charts of flows drawable: few pages have one. */
export function useFlows(): void {
  use([SankeyChart]);
}
