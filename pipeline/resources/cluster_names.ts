import type { History } from "../engine/mod.ts";
import { givenNames, namesDigest } from "../cluster_views/names.ts";
import { readLedger } from "./open_ledger.ts";
import type { Settings } from "./settings.ts";
import type { ClusterNames } from "./types.ts";

/** Names from the data folder; the history, which says what was named, is opened with the first question. */
export function openClusterNames(settings: Settings): ClusterNames {
  let opening: Promise<History | undefined> | undefined;
  const open = async () => (await readLedger(settings.history))?.history;
  return {
    async names(side, category) {
      const history = await (opening ??= open());
      if (history === undefined) return new Map();
      const given = await givenNames({ history, settings }, { side, category });
      return new Map([...given].map(([cluster, { name }]) => [cluster, name]));
    },
    digest: () => namesDigest({ settings }),
    async close() {
      await (await opening?.catch(() => undefined))?.close();
    },
  };
}
