import { checkFinite, type Matrix, type MatrixNames } from "../matrix.ts";
import { type KernelPcaModel, projectByKernel } from "./kernel_pca.ts";
import { type PcaModel, projectLinearly } from "./pca.ts";

/** Ways to find components. */
export const pcaMethods = ["linear", "incremental", "kernel"] as const;

/** One of {@link pcaMethods}. */
export type PcaMethod = (typeof pcaMethods)[number];

/** Components of either kind: both give coordinates to rows that the fit has not seen. */
export type ReductionModel = PcaModel | KernelPcaModel;

/** Number of features that rows of a model have. */
export function featureCount(model: ReductionModel): number {
  return model.kind === "pca" ? model.mean.length : model.features;
}

/**
 * Rows in the coordinates of the components.
 *
 * @param x rows x features
 * @returns rows x components
 * @throws {RangeError} when `x` has another number of columns than the fit had
 * @throws {DataError} when a value is not finite
 */
export function project(model: ReductionModel, x: Matrix, names: MatrixNames = {}): Matrix {
  const features = featureCount(model);
  if (x.columns !== features) {
    throw new RangeError(`Cannot project: ${x.columns} columns, but the model has ${features}`);
  }
  if (model.kind === "pca") return projectLinearly(model, x, names);
  checkFinite("project", x, names);
  return projectByKernel(model, x);
}

/** Names of the columns that {@link project} gives: pca0, pca1 … */
export function componentNames(model: ReductionModel): readonly string[] {
  return model.components.map((_, i) => `pca${i}`);
}
