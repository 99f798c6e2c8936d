import type { QueueItem } from "../../../pipeline/engine/mod.ts";
import { Problem } from "../../../infra/errors.ts";
import { didYouMean } from "../../../infra/suggest.ts";
import type { Backend } from "../../backend.ts";
import { NotFound } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { clearQueueLimit, getQueue, setQueueLimit } from "./endpoints.ts";
import { type Limited, limitOf, limitViews } from "./limits.ts";

const mostItems = 500;

/** Answers about the queue and its limits. */
export const queueAnswers: readonly Answer[] = [
  answer(getQueue, async (_call, { ledger: { coordination }, limits: configured, project, clock }) => {
    const { queue, limits } = coordination;
    const [items, holding, overrides] = await Promise.all([
      queue.items(configured, clock.now()),
      limits.effective(configured),
      limits.list(),
    ]);
    const pools = poolsOf(project);
    const executed = items.filter(({ claim }) => claim !== undefined);
    const waiting = items.filter(({ claim }) => claim === undefined);
    return {
      limits: limitViews({ configured, holding, overrides, pools, items }),
      items: [...executed, ...waiting].slice(0, mostItems).map(itemView),
      total: items.length,
      jobs: [...project.jobs.keys()],
      pools,
    };
  }),
  answer(setQueueLimit, async ({ body: { kind, name, limit }, caller, changed }, backend) => {
    const { ledger: { coordination: { limits } }, limits: configured, clock } = backend;
    const limited = checked(backend, { kind, name });
    const before = limitOf(limited, await limits.effective(configured));
    await limits.set({ ...limited, limit, setAt: clock.now(), setBy: caller.name });
    changed(wordsOf(limited), { limit, ...(before === undefined ? {} : { before }) });
    return { limit, ...(before === undefined ? {} : { before }) };
  }),
  answer(clearQueueLimit, async ({ body: { kind, name }, changed }, backend) => {
    const { ledger: { coordination: { limits } }, limits: configured } = backend;
    const limited: Limited = { kind, name: kind === "all" ? "" : name };
    const before = limitOf(limited, await limits.effective(configured));
    if (!await limits.clear(limited)) throw new NotFound(`No limit was set for ${wordsOf(limited)}`);
    const limit = limitOf(limited, configured);
    changed(wordsOf(limited), {
      ...(limit === undefined ? {} : { limit }),
      ...(before === undefined ? {} : { before }),
    });
    return limit === undefined ? {} : { limit };
  }),
];

function poolsOf(project: Backend["project"]): readonly string[] {
  return [...new Set([...project.jobs.values()].flatMap(({ pools }) => Object.keys(pools)))].sort();
}

function wordsOf({ kind, name }: Limited): string {
  return kind === "all" ? "all runs" : `${kind} ${name}`;
}

/** @throws {Problem} when there is nothing of that name */
function checked({ project, limits }: Backend, { kind, name }: Limited): Limited {
  switch (kind) {
    case "all":
      return { kind, name: "" };
    case "tag":
      // Databases keep no NUL and no half characters.
      if (/^[^=\p{Cc}\p{Cs}]+(=[^\p{Cc}\p{Cs}]*)?$/u.test(name)) return { kind, name };
      throw refusal("a tag is written key=value, or key for each value of it");
    case "job":
      return known({ kind, name }, [...project.jobs.keys()]);
    case "pool":
      return known({ kind, name }, [...new Set([...poolsOf(project), ...Object.keys(limits.pools)])]);
    default:
      return kind satisfies never;
  }
}

function known(limited: Limited, names: readonly string[]): Limited {
  const { kind, name } = limited;
  if (names.includes(name)) return limited;
  const what = kind === "job" ? "there is no job" : "no job takes slots of a pool";
  throw refusal(`${what} "${name}"${didYouMean(name, names)}`);
}

function refusal(why: string): Problem {
  return new Problem("usage", `Cannot set the limit: ${why}`, { remedy: "GET /api/v1/queue lists jobs and pools." });
}

function itemView({ entry, job, enqueuedAt, claim, place, waitingBecause }: QueueItem) {
  return {
    ...{ run: entry.run, job, enqueuedAt, priority: entry.priority, pools: { ...entry.pools } },
    ...(claim === undefined ? {} : { worker: claim.worker, leaseUntil: claim.leaseUntil }),
    ...(place === undefined ? {} : { place }),
    ...(waitingBecause === undefined ? {} : { because: waitingBecause }),
  };
}
