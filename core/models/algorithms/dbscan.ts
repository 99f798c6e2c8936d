import { dbscanLimits as limits, fitDbscan } from "../../density/mod.ts";
import { type Algorithm, defineAlgorithm } from "../algorithm.ts";

/** DBSCAN; see {@link fitDbscan}. */
export const dbscan: Algorithm = defineAlgorithm({
  name: "dbscan",
  description: "Stores that hang together by short distances; others are noise",
  needsK: false,
  options: {
    eps: { ...limits.eps, description: "Distance up to which stores are neighbours; otherwise suggested by the data" },
    minSamples: { ...limits.minSamples, description: "Neighbours that make a store a core, itself counted" },
  },
  fit: (x, { names }, options) => fitDbscan(x, { ...(names === undefined ? {} : { names }), ...options }),
  rule: ({ eps, cores, coreLabels }) => ({ kind: "cores", eps, cores, coreLabels }),
});
