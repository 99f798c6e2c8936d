/**
 * Fewer columns that say nearly as much.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { componentNames, fitPca } from "./mod.ts";
 *
 * const model = fitPca(matrixFromRows([[1, 1, 0], [2, 2, 0.1], [3, 3, 0]]), { components: 0.8 });
 * assert.deepEqual(componentNames(model), ["pca0"]);
 * ```
 *
 * @module
 */
export { fitPca, pcaLimits, type PcaModel, type PcaOptions, unproject } from "./pca.ts";
export { fitIncrementalPca, type IncrementalPcaOptions, rowBatches } from "./incremental_pca.ts";
export { fitKernelPca, kernelPcaLimits, type KernelPcaModel, type KernelPcaOptions } from "./kernel_pca.ts";
export { componentNames, featureCount, type PcaMethod, pcaMethods, project, type ReductionModel } from "./project.ts";
