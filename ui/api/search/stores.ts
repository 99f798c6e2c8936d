import { searchStores } from "../../../pipeline/cluster_views/mod.ts";
import type { Backend } from "../../backend.ts";
import { sourceOf } from "../clusters/answers.ts";
import type { Found } from "./endpoints.ts";

/** The digits that a text asks for a store with: `71`, `store 71`, `#71`. */
export function storeDigits(text: string): string | undefined {
  return /^(?:stores?\s+|#)?(\d{1,16})$/i.exec(text)?.[1];
}

/** Stores whose number begins with some digits; none where nothing was clustered, or it cannot be read. */
export async function findStores(
  backend: Backend,
  digits: string,
  { limit, signal }: { readonly limit: number; readonly signal: AbortSignal },
): Promise<readonly Found[]> {
  const found = await searchStores(sourceOf(backend), { search: digits, limit, signal }).catch((error: unknown) => {
    // The rest of what was searched is still worth an answer.
    backend.log.debug("Cannot search stores", { error });
    return [];
  });
  return found.map(({ store, categories, outlier }) => ({
    ...{ kind: "store", title: `Store ${store}`, href: `/stores/${store}` } as const,
    detail: `${categories} clusters${outlier === 0 ? "" : `, outlier in ${outlier}`}`,
  }));
}
