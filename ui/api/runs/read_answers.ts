import type { RunRecord } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { found } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { commandOf, requestChanges } from "./changes.ts";
import {
  countRuns,
  downloadRunEvents,
  getRun,
  listRunChecks,
  listRunEvents,
  listRunOutputs,
  listRuns,
  listRunSteps,
} from "./endpoints.ts";
import { eventLines, eventPage } from "./events.ts";
import { runOutputs } from "./outputs.ts";
import { allCounts, runAnswers, runFilterOf, statusesOf } from "./run_answer.ts";
import { runSteps } from "./steps.ts";

/** Answers about runs that change nothing. */
export const runReadAnswers: readonly Answer[] = [
  answer(countRuns, async ({ query }, { ledger: { history } }) => {
    return { counts: allCounts(await history.countRuns(runFilterOf(query))) };
  }),
  answer(listRuns, async ({ query }, backend) => {
    const { status, cursor, limit } = query;
    const filter = {
      ...runFilterOf(query),
      ...statusesOf(status),
      ...(cursor === undefined ? {} : { before: cursor }),
    };
    const records = await backend.ledger.history.runs({ ...filter, limit: limit + 1 });
    const items = await runAnswers(backend, records.slice(0, limit));
    const last = items.at(-1);
    return { items, ...(records.length > limit && last !== undefined ? { next: last.id } : {}) };
  }),
  answer(getRun, async ({ params: { id } }, backend) => {
    const { ledger: { history }, project, program } = backend;
    const record = found(await history.run(id), "run", id);
    const job = project.jobs.get(record.job);
    const [before] = await history.runs({ job: record.job, status: "success", before: id, limit: 1 });
    const [run, previous] = await runAnswers(backend, before === undefined ? [record] : [record, before]);
    return {
      run: run!,
      ...(previous === undefined ? {} : { previous }),
      changes: before === undefined ? [] : requestChanges(before, record),
      retries: await retriesOf(backend, record),
      known: job !== undefined,
      command: commandOf(program, record, job),
    };
  }),
  answer(listRunSteps, async ({ params: { id } }, { ledger: { history }, project, clock }) => {
    const run = found(await history.run(id), "run", id);
    const steps = await runSteps({ history, project }, run, clock.now());
    const planned = new Set(steps.items.map(({ asset }) => asset));
    const all = run.endedAt === undefined ? project.jobAssets.get(run.job) ?? [] : [];
    return { ...steps, later: planned.size === 0 ? [] : all.filter((asset) => !planned.has(asset)) };
  }),
  answer(listRunEvents, async ({ params: { id }, query }, { ledger: { history } }) => {
    found(await history.run(id), "run", id);
    return await eventPage(history, id, query);
  }),
  answer(downloadRunEvents, async ({ params: { id } }, { ledger: { history } }) => {
    found(await history.run(id), "run", id);
    const headers = {
      "content-type": "application/x-ndjson",
      "content-disposition": `attachment; filename="run-${id}-events.jsonl"`,
    };
    return new Response(eventLines(history, id), { headers });
  }),
  answer(listRunOutputs, async ({ params: { id } }, { ledger: { history } }) => {
    found(await history.run(id), "run", id);
    return { items: await runOutputs(history, id) };
  }),
  answer(listRunChecks, async ({ params: { id } }, { ledger: { history } }) => {
    found(await history.run(id), "run", id);
    return { items: await history.checks(id) };
  }),
];

/** Newer runs of the job that say that they try this one again. */
async function retriesOf({ ledger: { history } }: Backend, run: RunRecord): Promise<readonly string[]> {
  const newer = await history.runs({ job: run.job, trigger: "retry", since: run.createdAt, limit: 100 });
  return newer.filter(({ request }) => request["retryOf"] === run.id).map(({ id }) => id);
}
