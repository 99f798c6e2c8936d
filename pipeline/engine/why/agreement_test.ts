import assert from "node:assert/strict";
import { manualClock } from "../../../infra/clock.ts";
import { allPartitions, type Asset } from "../asset.ts";
import { staticPartitions } from "../partitions.ts";
import { defineResource, resourceKey } from "../resource.ts";
import { asset, passing, projectOf, statuses, withBench } from "../testing/kit.ts";
import { explainAssets } from "./explain.ts";
import type { AssetExplanation } from "./reasons.ts";

const parts = staticPartitions("part", ["x", "y"]);
const settings = resourceKey<number>("settings");
const size = 7;

/** Numbers from 0 to below `limit`, the same for the same seed. */
function numbers(seed: number): (limit: number) => number {
  let state = seed * 2654435761 % 2 ** 32;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * limit);
  };
}

/** What can change between two runs. */
interface State {
  readonly codes: number[];
  readonly values: number[];
  settings: number;
  outside: number;
}

/** A random graph of kept, passing, partitioned and joining assets; the seed decides its shape, the state its content. */
function graph(seed: number, state: State) {
  const next = numbers(seed);
  const assets: Asset<number>[] = [];
  for (let index = 0; index < size; index++) {
    const [kind, uses, observes] = [next(4), next(3) === 0, next(4) === 0];
    const wanted = assets.filter(() => next(2) === 0);
    const deps = Object.fromEntries(wanted.map((one) => {
      const joins = one.partitions !== undefined && kind !== 1;
      return [one.name, joins ? allPartitions(one) : one];
    }));
    assets.push(asset(`a${index}`, {
      deps,
      ...(kind === 0 ? { kind: passing } : {}),
      ...(kind === 1 ? { partitions: parts } : {}),
      ...(uses ? { resources: { settings } } : {}),
      ...(observes ? { observe: () => `${state.outside}` } : {}),
      codeVersion: `${state.codes[index]}`,
      compute: () => state.values[index]!,
    }));
  }
  const resource = defineResource({ key: settings, open: () => 1, fingerprint: `{"n":${state.settings}}` });
  return projectOf(assets, { resources: [resource] });
}

function stepsOf(found: ReadonlyMap<string, AssetExplanation>): AssetExplanation[] {
  return [...found.values()].flatMap((one) => one.partitions ?? [one]);
}

Deno.test("explainAssets: a run that re-uses takes what is fresh and makes what is stale, whatever changed (25 seeds)", async () => {
  const seen = { fresh: 0, open: 0, stale: 0, passing: 0 };
  for (let seed = 1; seed <= 25; seed++) {
    await withBench(async ({ run, history, root }) => {
      const next = numbers(seed + 1000);
      const clock = manualClock(1_000_000);
      const state: State = { codes: Array(size).fill(0), values: Array(size).fill(0), settings: 0, outside: 0 };
      await run(graph(seed, state), {}, { clock });
      for (let round = 0; round < 4; round++) {
        await clock.advance(1_000);
        const changed = next(size);
        state.codes[changed] = next(3);
        state.values[changed] = next(2);
        if (next(3) === 0) state.settings = next(2);
        if (next(3) === 0) state.outside = next(2);
        const project = graph(seed, state);
        // Now and then only a part is made again, so that inputs are newer than what read them.
        if (next(2) === 0) await run(project, { selection: `a${next(size)}` }, { clock });
        const observe = (it: Asset) => Promise.resolve(it.observe({ settings: 1 }));
        const found = stepsOf(await explainAssets(project, { history }, { root, observe }));
        const result = await run(project, { reuse: true }, { clock });
        const became = statuses(result);
        for (const { step, standing, reasons } of found) {
          seen[standing]++;
          const isUpstream = reasons.some(({ kind }) => kind === "input_stale");
          const message = `seed ${seed}, round ${round}, ${step}: ${standing} became ${became[step]}`;
          if (standing === "fresh") assert.equal(became[step], "reused", message);
          if (standing === "stale" && !isUpstream) assert.equal(became[step], "success", message);
        }
        const after = stepsOf(await explainAssets(project, { history }, { root, observe }));
        for (const { step, standing, reasons } of after) {
          assert.ok(standing === "fresh" || (standing === "passing" && reasons.length === 0), `seed ${seed}, ${step}`);
        }
      }
    });
  }
  for (const [standing, count] of Object.entries(seen)) assert.ok(count > 50, `${standing}: ${count}`);
});
