import {
  type ClusterSource,
  readMap,
  readStore,
  readStoreProfile,
  searchStores,
  shownNames,
  storeHistory,
  type StorePlace,
} from "../../../pipeline/cluster_views/mod.ts";
import { NotFound } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { namesOf, sourceOf } from "../clusters/answers.ts";
import { getStore, getStoreHistory, getStoreMap, getStoreProfile, getStores, type PlaceAnswer } from "./endpoints.ts";

/** Answers about stores. */
export const storeAnswers: readonly Answer[] = [
  answer(getStores, async ({ query: { cursor, limit, ...search }, signal }, backend) => {
    const found = await searchStores(sourceOf(backend), { ...search, after: cursor, limit: limit + 1, signal });
    const items = found.slice(0, limit);
    return { items, ...(found.length > limit ? { next: String(items.at(-1)!.store) } : {}) };
  }),
  answer(getStoreMap, async ({ query, signal }, backend) => {
    const source = sourceOf(backend);
    const names = await namesOf(source, query.layer, query.category, query.run);
    return { ...await readMap(source, { ...query, signal }), names };
  }),
  answer(getStore, async ({ params, query, signal }, backend) => {
    const source = sourceOf(backend);
    const { store, places, merged } = await readStore(source, params.store, { run: query.run, signal });
    if (places.length === 0) throw new NotFound(`There is no store ${store} with clusters`);
    const named: PlaceAnswer[] = [];
    for (const place of places) named.push(await withNames(source, place, query.run));
    return { store, places: named, merged };
  }),
  answer(
    getStoreProfile,
    ({ params, query: { run, ...key }, signal }, backend) =>
      readStoreProfile(sourceOf(backend), key, params.store, { run, signal }),
  ),
  answer(getStoreHistory, async ({ params, query, signal }, backend) => ({
    items: await storeHistory(sourceOf(backend), params.store, query.limit, { signal }),
  })),
];

async function withNames(source: ClusterSource, place: StorePlace, run: string | undefined): Promise<PlaceAnswer> {
  const names = await shownNames(source, place, run);
  const own = names.get(place.cluster);
  const second = place.second === null ? undefined : names.get(place.second);
  return { ...place, name: own?.name ?? null, given: own?.given ?? null, secondName: second?.name ?? null };
}
