import { z } from "zod";
import type { AssignmentRule } from "./assign_rows.ts";

const numbers = z.array(z.number());
const rows = z.array(numbers);
const places = z.array(z.int().nonnegative());

/** Checks an {@link AssignmentRule} that was read from a file. */
export const assignmentRuleSchema: z.ZodType<AssignmentRule> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("mixture"),
    weights: z.array(z.number().positive()),
    covariances: z.discriminatedUnion("shape", [
      z.object({ shape: z.literal("full"), values: z.array(rows) }),
      z.object({ shape: z.literal("tied"), values: rows }),
      z.object({ shape: z.literal("diag"), values: rows }),
      z.object({ shape: z.literal("spherical"), values: numbers }),
    ]),
  }),
  z.object({
    kind: z.literal("splits"),
    nodes: z.array(z.object({
      centroid: numbers,
      halves: z.tuple([z.int().positive(), z.int().positive()]).nullable(),
      cluster: z.int(),
    })).min(1),
  }),
  z.object({
    kind: z.literal("subclusters"),
    subclusters: z.object({ centroids: rows, clusters: places }),
  }),
  z.object({ kind: z.literal("radius"), radius: z.number().nonnegative() }),
  z.object({ kind: z.literal("cores"), eps: z.number().nonnegative(), cores: rows, coreLabels: places }),
  z.object({
    kind: z.literal("density_tree"),
    minSamples: z.int().positive(),
    points: rows.min(1),
    coreDistances: numbers,
    exits: numbers,
    homes: places,
    tree: z.array(z.object({ parent: z.int(), birth: z.number(), label: z.int(), fullStrength: z.number() })).min(1),
  }),
]);

/**
 * What in a rule does not fit clusters, in words; `undefined` when all fits.
 *
 * @param clusters Number of clusters
 * @param width Number of features
 */
export function ruleMisfit(rule: AssignmentRule, clusters: number, width: number): string | undefined {
  switch (rule.kind) {
    case "mixture":
      return mixtureMisfit(rule, clusters, width);
    case "splits": {
      const fits = rule.nodes.every(({ centroid, halves, cluster }, node) =>
        centroid.length === width &&
        (halves === null
          ? cluster >= 0 && cluster < clusters
          : halves.every((half) => half > node && half < rule.nodes.length))
      );
      return fits ? undefined : "its splits do not lead to clusters";
    }
    case "subclusters": {
      const { centroids, clusters: of } = rule.subclusters;
      const fits = centroids.length > 0 && centroids.length === of.length &&
        centroids.every((row) => row.length === width) && of.every((cluster) => cluster < clusters);
      return fits ? undefined : "its subclusters do not belong to clusters";
    }
    case "radius":
      return undefined;
    case "cores": {
      const fits = rule.cores.length === rule.coreLabels.length && rule.cores.every((row) => row.length === width) &&
        rule.coreLabels.every((label) => label < clusters);
      return fits ? undefined : "its core rows do not belong to clusters";
    }
    case "density_tree":
      return treeMisfit(rule, clusters, width);
    default:
      return rule satisfies never;
  }
}

function treeMisfit(
  { points, coreDistances, exits, homes, tree }: AssignmentRule & { readonly kind: "density_tree" },
  clusters: number,
  width: number,
): string | undefined {
  const fits = [coreDistances, exits, homes].every((list) => list.length === points.length) &&
    points.every((row) => row.length === width) && homes.every((home) => home < tree.length) &&
    tree.every(({ parent, label }, place) => parent < place && (place === 0 || parent >= 0) && label < clusters);
  return fits ? undefined : "its tree of densities does not lead to clusters";
}

function mixtureMisfit(
  { weights, covariances }: AssignmentRule & { readonly kind: "mixture" },
  clusters: number,
  width: number,
): string | undefined {
  const square = (matrix: readonly (readonly number[])[]) =>
    matrix.length === width && matrix.every((row) => row.length === width);
  const { shape, values } = covariances;
  const fits = shape === "tied" ? square(values) : values.length === clusters && (
    shape === "full" ? values.every(square) : shape === "spherical" || values.every((row) => row.length === width)
  );
  return fits && weights.length === clusters ? undefined : "its mixture does not fit the clusters";
}
