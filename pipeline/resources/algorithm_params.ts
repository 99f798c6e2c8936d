import { z } from "../../infra/zod.ts";
import { type AlgorithmAlias, algorithmNamed, algorithmNames, algorithms, optionIssues } from "../../core/mod.ts";
import { didYouMean } from "../../infra/suggest.ts";

const aliases = ["ap", "sc", "hclust"] as const satisfies readonly AlgorithmAlias[];

const allOptions = Object.values(algorithms)
  .map(({ name, options }) => `${name}: ${Object.keys(options).join(", ")}`).join("; ");

/** Parameters that say how clusters are found. */
export const algorithmParams = {
  algorithm: z.enum([...algorithmNames, ...aliases]).default("kmeans").describe(
    "The algorithm that finds the clusters; ap, sc and hclust stand for affinity_propagation, spectral and agglomerative",
  ),
  algorithm_options: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])).default({}).describe(
    `Options of the algorithm. ${allOptions}`,
  ),
};

/** The part of the parameters that {@link checkAlgorithmOptions} looks at. */
interface AlgorithmChoice {
  readonly algorithm: Parameters<typeof algorithmNamed>[0];
  readonly algorithm_options: Readonly<Record<string, unknown>>;
}

/** Adds an issue for each option that the chosen algorithm does not have, or whose value it does not take. */
export function checkAlgorithmOptions(
  { algorithm, algorithm_options }: AlgorithmChoice,
  context: z.core.$RefinementCtx,
): void {
  const chosen = algorithmNamed(algorithm);
  for (const { option, message, unknown } of optionIssues(chosen, algorithm_options)) {
    const hint = unknown ? didYouMean(option, Object.keys(chosen.options)) : "";
    context.addIssue({ code: "custom", path: ["algorithm_options", option], message: message + hint });
  }
}
