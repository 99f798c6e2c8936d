import {
  clusterRuns,
  type ClusterSource,
  drawAgain,
  listModels,
  listMovements,
  listStores,
  type ModelKey,
  readDrawings,
  readFeature,
  readFigures,
  readMerge,
  readModel,
  readMovement,
  readPoints,
  type SegmentLayer,
  shownNames,
} from "../../../pipeline/cluster_views/mod.ts";
import type { Backend } from "../../backend.ts";
import { type Answer, answer } from "../answer.ts";
import {
  getClusterRuns,
  getClusters,
  getDrawings,
  getFeature,
  getFigures,
  getMerge,
  getMergeFigures,
  getModel,
  getModelStores,
  getMovement,
  getMovements,
  getPoints,
} from "./endpoints.ts";
import { nameAnswers } from "./name_answers.ts";
import type { ModelAnswer } from "./schemas.ts";

/** What clusters are looked up in. */
export function sourceOf({ ledger, project, settings }: Backend): ClusterSource {
  return { history: ledger.history, project, settings };
}

/** The page of a list that starts at `cursor`, and where the next one does. */
export function pageOf<Item>(items: readonly Item[], { cursor, limit }: { cursor: number; limit: number }) {
  const end = cursor + limit;
  return { items: items.slice(cursor, end), ...(end < items.length ? { next: String(end) } : {}) };
}

/** Answers about clusters. */
export const clusterAnswers: readonly Answer[] = [
  answer(getClusters, ({ query }, backend) => listModels(sourceOf(backend), query.run)),
  answer(getClusterRuns, async ({ query }, backend) => ({ items: await clusterRuns(sourceOf(backend), query.limit) })),
  answer(getMovements, async ({ query, signal }, backend) => ({
    items: await listMovements(sourceOf(backend), { ...query, signal }),
  })),
  answer(getMovement, async ({ params, query, signal }, backend) => {
    const source = sourceOf(backend);
    const { stores, ...movement } = await readMovement(source, params.category, { ...query, signal });
    const names = {
      before: await namesOf(source, query.layer, params.category, query.from),
      now: await namesOf(source, query.layer, params.category, query.to),
    };
    const drawing = movement.figure === null ? null : await drawAgain(movement.figure);
    return { ...movement, names, drawing, total: stores.length, ...pageOf(stores, query) };
  }),
  // Before the address that takes any side.
  answer(getMerge, async ({ params: { category }, query: { run }, signal }, backend) => {
    const source = sourceOf(backend);
    const merge = await readMerge(source, category, { run, signal });
    const internal = await namesOf(source, "internal", category, run);
    return { ...merge, names: { internal, external: await namesOf(source, "external", category, run) } };
  }),
  answer(getModel, ({ params, query }, backend) => modelAnswer(sourceOf(backend), params, query.run)),
  answer(getDrawings, async ({ params, query }, backend) => ({
    items: await readDrawings(sourceOf(backend), params, query.run),
  })),
  answer(getMergeFigures, async ({ params, query, signal }, backend) => ({
    items: (await readMerge(sourceOf(backend), params.category, { run: query.run, signal })).figures,
  })),
  answer(getFigures, async ({ params, query, signal }, backend) => ({
    items: await readFigures(sourceOf(backend), params, { run: query.run, signal }),
  })),
  answer(getPoints, async ({ params, query, signal }, backend) => {
    const found = await readPoints(sourceOf(backend), params, { run: query.run, signal });
    const { stores, x, y, labels, outliers, silhouettes, loadings, variance, version } = found;
    return {
      version,
      stores: [...stores],
      x: Array.from(x, tidy),
      y: Array.from(y, tidy),
      labels: [...labels],
      outliers: [...outliers],
      silhouettes: Array.from(silhouettes, (value) => Number.isNaN(value) ? null : tidy(value)),
      loadings,
      variance,
    };
  }),
  answer(getFeature, async ({ params, query, signal }, backend) => {
    const values = await readFeature(sourceOf(backend), params, query.name, { run: query.run, signal });
    return { name: query.name, values: Array.from(values, tidy) };
  }),
  answer(getModelStores, async ({ params, query, signal }, backend) => {
    const { cursor, limit, ...choice } = query;
    const { rows, total } = await listStores(sourceOf(backend), params, { ...choice, offset: cursor, limit, signal });
    return { items: rows, total, ...(cursor + limit < total ? { next: String(cursor + limit) } : {}) };
  }),
  ...nameAnswers,
];

async function modelAnswer(source: ClusterSource, key: ModelKey, run: string | undefined): Promise<ModelAnswer> {
  const { clusters, ...model } = await readModel(source, key, run);
  const names = await shownNames(source, key, run);
  return {
    ...model,
    clusters: clusters.map((cluster) => {
      const { name, given } = names.get(cluster.cluster) ?? { name: cluster.automatic, given: null };
      return { ...cluster, name, given };
    }),
  };
}

/** Names of clusters by label; those of the clusters that hold for every category where there are no others. */
export async function namesOf(
  source: ClusterSource,
  side: SegmentLayer,
  category: string,
  run: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  if (side === "merged") return {};
  const own = await shownNames(source, { side, category }, run);
  const names = own.size > 0 ? own : await shownNames(source, { side, category: "default" }, run);
  return Object.fromEntries([...names].flatMap(([cluster, { name }]) => name === null ? [] : [[cluster, name]]));
}

/** Enough for a drawing. */
function tidy(value: number): number {
  return Number(value.toPrecision(6));
}
