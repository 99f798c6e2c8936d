import type { CheckRecord } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import type { CatalogEntry } from "./catalog.ts";
import { newestOutcomes } from "./catalog_values.ts";
import type { CheckAnswer } from "./schemas.ts";

const stripRuns = 20;
const mostNewest = 100;

/** Every check of an asset with its newest outcomes and those of its last runs. */
export async function assetChecks(
  { ledger: { history } }: Backend,
  { asset, keys }: CatalogEntry,
): Promise<readonly CheckAnswer[]> {
  return await Promise.all(asset.checks.map(async ({ name, description, severity }): Promise<CheckAnswer> => {
    const limit = Math.min(5_000, stripRuns * Math.max(1, keys.length));
    const outcomes = await history.checksOf(asset.name, { check: name, limit });
    const newest = newestOutcomes(outcomes).toSorted((a, b) => Number(a.passed) - Number(b.passed));
    const failed = newest.find(({ passed }) => !passed);
    return {
      ...{ asset: asset.name, check: name, description, severity },
      state: newest.length === 0 ? "never" : failed === undefined ? "passed" : failed.severity,
      newest: newest.slice(0, mostNewest),
      strip: strip(outcomes),
    };
  }));
}

function strip(outcomes: readonly CheckRecord[]): CheckAnswer["strip"] {
  return [...Map.groupBy(outcomes, ({ run }) => run)].slice(0, stripRuns).toReversed().map(([run, own]) => ({
    run,
    time: own[0]!.time,
    passed: own.filter(({ passed }) => passed).length,
    failed: own.filter(({ passed }) => !passed).length,
  }));
}
