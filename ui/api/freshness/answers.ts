import type { z } from "zod";
import {
  type AssetFreshness,
  assetFreshness,
  causeText,
  freshnessStatuses,
  type LateCause,
} from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { utc } from "../../format.ts";
import { stateMark } from "../../live/mod.ts";
import { type Answer, answer } from "../answer.ts";
import { type freshnessSchema, type lateCauseSchema, listFreshness } from "./endpoints.ts";

type Freshness = z.output<typeof freshnessSchema>;

/** Milliseconds after which it is looked anew, although nothing was recorded: values grow old by themselves. */
const keptFor = 10_000;

/** Answers about how new assets are. */
export function freshnessAnswers(backend: Backend): readonly Answer[] {
  const read = freshnessReader(backend);
  return [
    answer(listFreshness, async ({ query: { asset } }) => {
      const all = await read();
      const items = asset === undefined ? all : all.filter((item) => item.asset === asset);
      const count = (status: Freshness["status"]) => items.filter((item) => item.status === status).length;
      return {
        items,
        counts: Object.fromEntries(freshnessStatuses.map((status) => [status, count(status)])) as Record<
          Freshness["status"],
          number
        >,
      };
    }),
  ];
}

/** Looks when it is asked for, again only after something was recorded or some seconds; whoever asks meanwhile shares it. */
function freshnessReader({ project, ledger, clock }: Backend): () => Promise<readonly Freshness[]> {
  let known: { readonly mark: string; readonly at: number; readonly items: Promise<readonly Freshness[]> } | undefined;
  const look = async () => (await assetFreshness(project, ledger, clock.now())).map(view).toSorted(latestFirst);
  return async () => {
    if (project.freshness.size === 0) return [];
    const [mark, at] = [await stateMark(ledger), clock.elapsed()];
    if (known?.mark !== mark || at - known.at > keptFor) {
      const items = look();
      known = { mark, at, items };
      items.catch(() => known = undefined);
    }
    return await known.items;
  };
}

/** How bad each is, worst first. */
const worst = ["late", "at_risk", "unknown", "fresh"] as const;

function latestFirst(a: Freshness, b: Freshness): number {
  return worst.indexOf(a.status) - worst.indexOf(b.status) || (a.deadline ?? Infinity) - (b.deadline ?? Infinity);
}

function view({ policy, missing, causes, ...found }: AssetFreshness): Freshness {
  const { within, cron, timeZone } = policy;
  return {
    ...found,
    within,
    ...(cron === undefined ? {} : { cron, timeZone: timeZone ?? "UTC" }),
    missing: missing.length,
    causes: causes.map(causeView),
  };
}

function causeView(cause: LateCause): z.output<typeof lateCauseSchema> {
  return {
    kind: cause.kind,
    text: causeText(cause, (time) => `${utc(time)} UTC`),
    ...("run" in cause ? { run: cause.run } : {}),
    ...("asset" in cause ? { asset: cause.asset } : {}),
  };
}
