import { enqueueRun, explainAsset, explanationWords, repairOf } from "../../../pipeline/engine/mod.ts";
import { utc } from "../../format.ts";
import { found } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import type { Catalog, CatalogEntry } from "./catalog.ts";
import { assetChecks } from "./checks.ts";
import { assetsFolder } from "./files.ts";
import { chooseAssets } from "./choose_assets.ts";
import { assetDetail, partitionPage } from "./detail.ts";
import {
  explainAssetNow,
  getAsset,
  listAssetChecks,
  listAssets,
  listOutcomes,
  listPartitions,
  listValues,
  materialize,
} from "./endpoints.ts";
import { valueAnswer } from "./values.ts";

/** The name of runs that no job asked for, as on the command line. */
const adHoc = "ad hoc";

/** Answers about assets: what there is, what is stored, how it stands. */
export function assetAnswers(readCatalog: () => Promise<Catalog>): readonly Answer[] {
  const entryOf = async (name: string): Promise<CatalogEntry> => found((await readCatalog()).get(name), "asset", name);
  return [
    answer(listAssets, async ({ query }, backend) => chooseAssets(backend, await readCatalog(), query)),
    answer(getAsset, async ({ params: { name } }, backend) => assetDetail(backend, await entryOf(name))),
    answer(listPartitions, async ({ params: { name }, query }) => partitionPage(await entryOf(name), query)),
    answer(listValues, async ({ params: { name }, query }, { ledger: { history } }) => {
      const entry = await entryOf(name);
      const { cursor, limit, partition } = query;
      const values = await history.valuesOf(name, {
        limit: limit + 1,
        ...(partition === undefined ? {} : { partition }),
        ...(cursor === undefined ? {} : { before: cursor }),
      });
      const items = values.slice(0, limit).map((value) => valueAnswer(value, entry));
      return { items, ...(values.length > limit ? { next: items.at(-1)!.version } : {}) };
    }),
    answer(listAssetChecks, async ({ params: { name } }, backend) => {
      return { items: await assetChecks(backend, await entryOf(name)) };
    }),
    answer(listOutcomes, async ({ params: { name, check }, query }, { ledger: { history } }) => {
      await entryOf(name);
      return { items: await history.checksOf(name, { check, limit: query.limit }) };
    }),
    answer(explainAssetNow, async ({ params: { name }, query: { partition, lines } }, backend) => {
      await entryOf(name);
      const { project, ledger, redact } = backend;
      const explanation = await explainAsset(project, ledger, name, {
        ...{ root: assetsFolder(backend), redact },
        ...(partition === undefined ? {} : { partition }),
      });
      const repair = repairOf(explanation);
      const words = explanationWords(explanation, {
        formatTime: (time) => `${utc(time)} UTC`,
        ...(lines === undefined ? {} : { mostLines: lines }),
      });
      return { standing: explanation.standing, words, ...(repair === undefined ? {} : { repair }) };
    }),
    answer(materialize, async ({ body, caller, changed }, backend) => {
      const { ledger, clock, random, project, environment, settings } = backend;
      const { selection, partitions, reuse } = body;
      const { run, plan } = await enqueueRun(
        project,
        {
          ...{ job: adHoc, selection, environment, reuse, details: { by: caller.name } },
          ...(partitions === undefined ? {} : { partitions }),
        },
        { ledger, clock, random, entry: { onCrash: settings.queue.on_crash, attempts: settings.queue.attempts } },
      );
      changed(run.id, { selection, ...(partitions === undefined ? {} : { partitions }) });
      return { run: run.id, steps: plan.steps.length };
    }),
  ];
}
