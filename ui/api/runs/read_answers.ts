import type { TextSearch } from "../../../pipeline/mod.ts";
import type { RunRecord } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { found } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { commandOf, requestChanges } from "./changes.ts";
import {
  countRuns,
  downloadRunEvents,
  downloadRunLog,
  getRun,
  listRunChecks,
  listRunEvents,
  listRunOutputs,
  listRuns,
  listRunSteps,
} from "./endpoints.ts";
import { eventLines, logLines } from "./event_files.ts";
import { eventFinder } from "./event_search.ts";
import { eventPage } from "./events.ts";
import { runOutputs } from "./outputs.ts";
import { allCounts, runAnswers, runFilterOf, statusesOf } from "./run_answer.ts";
import { runSteps } from "./steps.ts";

/** Answers about runs that change nothing. */
export function runReadAnswers(search: TextSearch): readonly Answer[] {
  return [...runAnswersOnly, ...eventAnswers(search), ...resultAnswers];
}

const runAnswersOnly: readonly Answer[] = [
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
];

function eventAnswers(search: TextSearch): readonly Answer[] {
  return [
    answer(listRunEvents, async (call, { ledger: { history } }) => {
      const { params: { id }, query } = call;
      found(await history.run(id), "run", id);
      return await eventPage(history, id, query, eventFinder(query, search, query.regex ? call.signal : undefined));
    }),
    answer(downloadRunEvents, async ({ params: { id } }, { ledger: { history } }) => {
      found(await history.run(id), "run", id);
      return fileOf(eventLines(history, id), { type: "application/x-ndjson", name: `run-${id}-events.jsonl` });
    }),
    answer(downloadRunLog, async ({ params: { id } }, { ledger: { history } }) => {
      found(await history.run(id), "run", id);
      return fileOf(logLines(history, id), { type: "text/plain; charset=utf-8", name: `run-${id}.log` });
    }),
  ];
}

function fileOf(lines: ReadableStream<Uint8Array>, { type, name }: { readonly type: string; readonly name: string }) {
  const headers = { "content-type": type, "content-disposition": `attachment; filename="${name}"` };
  return new Response(lines, { headers });
}

const resultAnswers: readonly Answer[] = [
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
