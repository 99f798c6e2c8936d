import { type Algorithm, defineAlgorithm } from "../algorithm.ts";
import { fitMeanShift, meanShiftLimits as limits } from "../mean_shift.ts";

/** Mean shift; see {@link fitMeanShift}. */
export const meanShift: Algorithm = defineAlgorithm({
  name: "meanshift",
  description: "Clusters where stores are densest; the bandwidth decides how many",
  needsK: false,
  options: {
    bandwidth: { ...limits.bandwidth, description: "Radius in which rows count; otherwise estimated" },
    quantile: { ...limits.quantile, description: "Share of rows that count as neighbours in the estimate" },
    maxIterations: { ...limits.maxIterations, description: "Most steps of a seed" },
    grid: { kind: "boolean", description: "Start from the cells of a grid, faster with many rows" },
    assignAll: {
      kind: "boolean",
      description: "Give rows far from all centres a cluster instead of calling them noise",
    },
  },
  fit: (x, { names }, options) => fitMeanShift(x, { ...(names === undefined ? {} : { names }), ...options }),
  rule: ({ assignAll, bandwidth }) => assignAll ? null : { kind: "radius", radius: bandwidth },
});
