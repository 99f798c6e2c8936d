import type { z } from "zod";
import type { Backend } from "../../backend.ts";
import { type Answer, answer } from "../answer.ts";
import { type Day, day, DayReader } from "./days.ts";
import { getInsights, type insightKinds, type insightOrders, type insightSchema } from "./endpoints.ts";
import { type DayOfOne, figuresOf, successRate } from "./figures.ts";

type Insight = z.output<typeof insightSchema>;
type Kind = (typeof insightKinds)[number];

/** Spans that are compared with the one before them. */
const compared = 30;

/** Answers about how jobs, assets and groups went. */
export function insightAnswers(backend: Backend): readonly Answer[] {
  const { ledger: { insights }, clock } = backend;
  const jobs = new DayReader((span) => insights.jobs(span), clock);
  const assets = new DayReader((span) => insights.assets(span), clock);
  return [
    answer(getInsights, async ({ query: { days: length, by, order, text = "" } }, { project }) => {
      const today = Math.floor(clock.now() / day) * day;
      const since = today - (length - 1) * day;
      const reader = by === "job" ? jobs : assets;
      const before = length > compared ? [] : await reader.days(since - length * day, since - day);
      const days = await reader.days(since, today);
      const row = rowsOf(by, project);
      const wanted = text.toLowerCase();
      const has = (name: string) => (row(name)?.name ?? "").toLowerCase().includes(wanted);
      const [now, then] = [collected(days, has), collected(before, has)];
      return {
        ...{ since, until: today + day },
        total: figuresOf([...now.values()].flat()),
        ...(before.length === 0 ? {} : { before: figuresOf([...then.values()].flat()) }),
        days: days.map((facts, i) => ({ start: since + i * day, ...ends(facts, has) })),
        items: itemsOf(now, then, row, before.length > 0).sort(inOrder(order)),
      };
    }),
  ];
}

/** Days of each job or asset. */
function collected(days: readonly Day[], has: (name: string) => boolean): ReadonlyMap<string, readonly DayOfOne[]> {
  const found = new Map<string, DayOfOne[]>();
  for (const facts of days) {
    for (const [name, one] of facts) {
      if (!has(name)) continue;
      const own = found.get(name);
      if (own === undefined) found.set(name, [one]);
      else own.push(one);
    }
  }
  return found;
}

function ends(facts: Day, has: (name: string) => boolean) {
  const sum = { success: 0, failure: 0, canceled: 0 };
  for (const [name, { success, failure, canceled }] of facts) {
    if (!has(name)) continue;
    sum.success += success;
    sum.failure += failure;
    sum.canceled += canceled;
  }
  return sum;
}

interface Row {
  readonly name: string;
  readonly link?: string;
}

/** The row that a job or asset stands in; none for assets that are no longer there, by group. */
function rowsOf(by: Kind, { jobs, assets }: Backend["project"]): (name: string) => Row | undefined {
  switch (by) {
    case "job":
      return (name) => jobs.has(name) ? { name, link: `/jobs/${encodeURIComponent(name)}` } : { name };
    case "asset":
      return (name) => assets.has(name) ? { name, link: `/assets/${encodeURIComponent(name)}` } : { name };
    case "group":
      return (asset) => {
        const group = assets.get(asset)?.group;
        if (group === undefined) return undefined;
        return { name: group, link: `/assets?${new URLSearchParams({ selection: `group:${group}` })}` };
      };
    default:
      return by satisfies never;
  }
}

type Collected = ReturnType<typeof collected>;

function itemsOf(now: Collected, then: Collected, row: ReturnType<typeof rowsOf>, compare: boolean): Insight[] {
  const rows = new Map<string, { readonly row: Row; readonly names: string[] }>();
  for (const name of now.keys()) {
    const one = row(name);
    if (one === undefined) continue;
    const known = rows.get(one.name);
    if (known === undefined) rows.set(one.name, { row: one, names: [name] });
    else known.names.push(name);
  }
  return [...rows.values()].map(({ row, names }) => ({
    ...row,
    ...figuresOf(names.flatMap((name) => now.get(name) ?? [])),
    ...(compare ? { before: figuresOf(names.flatMap((name) => then.get(name) ?? [])) } : {}),
  }));
}

function inOrder(order: (typeof insightOrders)[number]): (a: Insight, b: Insight) => number {
  const value = (one: Insight): number => {
    switch (order) {
      case "name":
        return 0;
      case "count":
        return one.count;
      case "success":
        return -(successRate(one) ?? 2);
      case "p50":
      case "p95":
      case "fix":
        return one[order] ?? -1;
      case "retries":
        return one.count === 0 ? 0 : one.retried / one.count;
      default:
        return order satisfies never;
    }
  };
  return (a, b) => value(b) - value(a) || (a.name < b.name ? -1 : 1);
}
