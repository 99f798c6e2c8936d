import { searchStores, storesMark } from "../../../pipeline/cluster_views/mod.ts";
import type { Backend } from "../../backend.ts";
import { sourceOf } from "../clusters/answers.ts";
import type { Found } from "./endpoints.ts";

/** More stores than there are. */
const all = 10_000_000;

/** Stores by number, each with its clusters and the categories that it is an outlier in. */
interface StoreIndex {
  readonly stores: Float64Array;
  readonly categories: Uint32Array;
  readonly outliers: Uint32Array;
}

/** The digits that a text asks for a store with: `71`, `store 71`, `#71`. */
export function storeDigits(text: string): string | undefined {
  return /^(?:stores?\s+|#)?(\d{1,16})$/i.exec(text)?.[1];
}

/**
 * Finds stores whose number begins with some digits; none where nothing was clustered, or it cannot be read. They are read
 * once after each run that saved clusters, for somebody types: whoever asks meanwhile shares that.
 */
export function storeFinder(backend: Backend): (digits: string, limit: number) => Promise<readonly Found[]> {
  const source = sourceOf(backend);
  let known: { readonly mark: string; readonly index: Promise<StoreIndex> } | undefined;
  return async (digits, limit) => {
    try {
      const mark = await storesMark(source);
      if (known?.mark !== mark) {
        const index = readIndex(backend);
        known = { mark, index };
        index.catch(() => known = undefined);
      }
      return pick(await known.index, digits, limit);
    } catch (error) {
      // The rest of what was searched is still worth an answer.
      backend.log.debug("Cannot search stores", { error });
      return [];
    }
  };
}

async function readIndex(backend: Backend): Promise<StoreIndex> {
  const found = await searchStores(sourceOf(backend), { limit: all });
  return {
    stores: Float64Array.from(found, ({ store }) => store),
    categories: Uint32Array.from(found, ({ categories }) => categories),
    outliers: Uint32Array.from(found, ({ outlier }) => outlier),
  };
}

function pick({ stores, categories, outliers }: StoreIndex, digits: string, limit: number): readonly Found[] {
  const found: Found[] = [];
  for (let i = 0; i < stores.length && found.length < limit; i++) {
    const store = String(stores[i]);
    if (!store.startsWith(digits)) continue;
    const outlier = outliers[i] === 0 ? "" : `, outlier in ${outliers[i]}`;
    found.push({
      ...{ kind: "store", title: `Store ${store}`, href: `/stores/${store}` } as const,
      detail: `${categories[i]} clusters${outlier}`,
    });
  }
  return found;
}
