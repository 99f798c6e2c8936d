import {
  type ClusterSource,
  type ModelKey,
  readModel,
  shownNames,
  writeNameEntry,
} from "../../../pipeline/cluster_views/mod.ts";
import { Problem } from "../../../pipeline/engine/mod.ts";
import { NotFound } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { deleteClusterName, putClusterName } from "./endpoints.ts";

/** Answers that give clusters names. */
export const nameAnswers: readonly Answer[] = [
  answer(putClusterName, async ({ params, body, caller, changed }, { ledger, project, settings, clock }) => {
    const source = { history: ledger.history, project, settings };
    const { cluster, ...key } = params;
    const { before, names, base } = await standing(source, key, cluster, body.run);
    for (const [other, { name }] of names) {
      if (other === cluster || name !== body.name) continue;
      throw new Problem("usage", `Cannot name cluster ${cluster}: cluster ${other} is called "${body.name}"`, {
        place: "name",
        remedy: "Names tell the clusters of a category apart: choose another one.",
      });
    }
    await writeNameEntry(source, key, { ...base, cluster, name: body.name, by: caller.name, at: clock.now() });
    changed(targetOf(key, cluster), { from: before, to: body.name, run: base.run });
    return { name: body.name };
  }),
  answer(deleteClusterName, async ({ params, query, caller, changed }, { ledger, project, settings, clock }) => {
    const source = { history: ledger.history, project, settings };
    const { cluster, ...key } = params;
    const { before, names, base } = await standing(source, key, cluster, query.run);
    await writeNameEntry(source, key, { ...base, cluster, name: null, by: caller.name, at: clock.now() });
    const automatic = names.get(cluster)?.automatic ?? null;
    changed(targetOf(key, cluster), { from: before, to: automatic, run: base.run });
    return { name: automatic };
  }),
];

/** How a cluster stands before its name is changed. */
async function standing(source: ClusterSource, key: ModelKey, cluster: number, run: string | undefined) {
  const { clusters, run: made, version } = await readModel(source, key, run);
  if (!clusters.some((one) => one.cluster === cluster)) {
    throw new NotFound(`There is no cluster ${cluster} in the ${key.side} clusters of "${key.category}"`);
  }
  const names = await shownNames(source, key, run);
  return { names, before: names.get(cluster)?.name ?? null, base: { run: made, version } };
}

function targetOf({ side, category }: ModelKey, cluster: number): string {
  return `${side}/${category}/${cluster}`;
}
