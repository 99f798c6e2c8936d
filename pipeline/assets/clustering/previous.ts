import { z } from "../../../infra/zod.ts";
import { quoteLiteral, quoteName } from "../../../core/mod.ts";
import { type Asset, defineAsset } from "../../engine/mod.ts";
import {
  type Datasets,
  datasets,
  previousReader,
  type Relation,
  relation,
  type Session,
  session,
} from "../../resources/types.ts";
import type { Branch } from "./branch.ts";
import { createTable } from "../relations.ts";
import { storeKey } from "./store_table.ts";
import type { PreviousLabels } from "./training.ts";

const assignmentSchema = z.object({
  STORE_NBR: z.int().positive(),
  category: z.string().min(1),
  cluster: z.int().min(0),
});

/**
 * The assignments that the branch published before, so that cluster 3 stays cluster 3; no rows when there are none. What
 * they say does not make results out of date: only clusters that are trained anew look at them.
 */
export function previousAsset(branch: Branch): Asset<Relation> {
  return defineAsset({
    name: `${branch.name}_previous_assignments`,
    group: branch.group,
    description: "Clusters as published before: STORE_NBR, category, cluster; empty the first time.",
    kind: relation,
    tags: { stage: "model_training" },
    resources: { session, datasets },
    async compute({ resources, localName, signal, addMetadata }) {
      const reader = previousReader(`${branch.name}_cluster_assignments`);
      if (!await isThere(resources.datasets, reader)) {
        addMetadata({ stores: 0 });
        const none = "SELECT 0::BIGINT AS STORE_NBR, '' AS category, 0::BIGINT AS cluster LIMIT 0";
        return await createTable(resources.session, localName, none, signal);
      }
      const as = `${localName}_published`;
      const { table } = await resources.datasets.read(reader, { as, schema: assignmentSchema, partial: true, signal });
      addMetadata({ stores: table.rows });
      // A copy, for the file is read in place and this run replaces it.
      const columns = `${storeKey}, category, cluster`;
      return await createTable(resources.session, localName, `SELECT ${columns} FROM ${quoteName(as)}`, signal);
    },
  });
}

async function isThere(datasets: Datasets, reader: string): Promise<boolean> {
  if (!datasets.readers.includes(reader)) return false;
  try {
    return (await datasets.files(reader)).length > 0;
  } catch {
    // Whatever keeps the file from being found: there is nothing to continue.
    return false;
  }
}

/** Earlier labels of a category. */
export async function readPrevious(
  session: Session,
  previous: Relation,
  category: string,
  signal: AbortSignal,
): Promise<PreviousLabels> {
  const columns = await session.columns(
    `SELECT STORE_NBR, cluster FROM ${quoteName(previous.relation)}
     WHERE category = ${quoteLiteral(category)} ORDER BY STORE_NBR`,
    undefined,
    { signal },
  );
  return { stores: columns.get("STORE_NBR")!, labels: columns.get("cluster")! };
}
