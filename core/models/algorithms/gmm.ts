import { type Algorithm, defineAlgorithm } from "../algorithm.ts";
import { covarianceShapes } from "../covariances.ts";
import { fitGaussianMixture, gaussianMixtureLimits as limits } from "../gaussian_mixture.ts";

/** Gaussian mixture; see {@link fitGaussianMixture}. */
export const gaussianMixture: Algorithm = defineAlgorithm({
  name: "gmm",
  description: "A mixture of normal distributions: long or flat clusters of different spread, with memberships",
  needsK: true,
  options: {
    covariance: { kind: "choice", values: covarianceShapes, description: "Shape of the clusters" },
    starts: { ...limits.starts, description: "Starts; the most likely result wins" },
    maxIterations: { ...limits.maxIterations, description: "Most steps of a start" },
    tolerance: { ...limits.tolerance, description: "A start ends when the mean log density changes by less" },
    ridge: { ...limits.ridge, description: "Added to each variance, so that clusters keep a volume" },
  },
  fit: (x, request, options) => fitGaussianMixture(x, { ...request, ...options }),
  bic: ({ bic }) => bic,
  rule: ({ weights, covariances }) => ({ kind: "mixture", weights, covariances }),
});
