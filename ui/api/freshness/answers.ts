import type { z } from "zod";
import {
  type AssetFreshness,
  assetFreshness,
  causeText,
  freshnessStatuses,
  type LateCause,
} from "../../../pipeline/engine/mod.ts";
import { utc } from "../../format.ts";
import { type Answer, answer } from "../answer.ts";
import { type freshnessSchema, type lateCauseSchema, listFreshness } from "./endpoints.ts";

type Freshness = z.output<typeof freshnessSchema>;

/** Answers about how new assets are. */
export const freshnessAnswers: readonly Answer[] = [
  answer(listFreshness, async ({ query: { asset } }, { project, ledger, clock }) => {
    const only = asset === undefined ? {} : { assets: [asset] };
    const wanted = asset === undefined ? project.freshness.size > 0 : project.freshness.has(asset);
    const found = wanted ? await assetFreshness(project, ledger, clock.now(), only) : [];
    const items = found.map(view).toSorted(latestFirst);
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
