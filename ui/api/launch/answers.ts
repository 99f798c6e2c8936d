import { attended } from "../../attended.ts";
import type { Backend } from "../../backend.ts";
import { enqueueFor, waitOf } from "../../enqueue.ts";
import { found } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { beginOf } from "./begin.ts";
import { getLaunchpad, launchJob, planJob } from "./endpoints.ts";
import { launchFields } from "./fields.ts";
import { parseOverrideText, problemsOf } from "./override_text.ts";
import { planAnswer } from "./plan_answer.ts";
import { presetAnswers, presetRequest } from "./preset_answers.ts";
import { type Asked, checkedRequest, commandFor, configuredFor, requestFor } from "./request.ts";

/** Answers from which runs are launched. */
export const launchAnswers: readonly Answer[] = [
  answer(getLaunchpad, async ({ params: { name }, query: { from, preset } }, backend) => {
    const { project, settings, ledger: { history, presets } } = backend;
    const { description, selection, tags } = found(project.jobs.get(name), "job", name);
    const before = from === undefined ? undefined : found(await history.run(from), "run", from);
    const named = preset === undefined ? undefined : await presetRequest(backend, name, preset);
    return {
      job: { name, description, selection, tags },
      fields: await launchFields(backend),
      partitions: await partitionsOf(backend, name),
      reuse: settings.engine.reuse,
      attended: await attended(backend),
      presets: (await presets.list(name)).map(({ name, changedAt, changedBy }) => ({ name, changedAt, changedBy })),
      begin: named ?? beginOf(before, selection, tags),
    };
  }),
  answer(planJob, async ({ params: { name }, query }, backend) => {
    const { overrides, partition = [], selection, reuse } = query;
    found(backend.project.jobs.get(name), "job", name);
    const asked: Asked = { name, overrides, partitions: [partition].flat(), selection, tags: {}, reuse };
    const { values, problems } = parseOverrideText(overrides);
    const request = requestFor(backend, asked, values);
    const command = commandFor(backend, request);
    const shown = values.map(({ path, text }) => ({ path, text }));
    if (problems.length > 0) return { values: shown, problems, command };
    try {
      const configured = await configuredFor(backend, values);
      const plan = await planAnswer(configured, request, backend.ledger.history);
      return { values: shown, problems: [], plan, command };
    } catch (error) {
      return { values: shown, problems: problemsOf(error, values), command };
    }
  }),
  answer(launchJob, async ({ params: { name }, body, caller, changed }, backend) => {
    found(backend.project.jobs.get(name), "job", name);
    const request = await checkedRequest(backend, { name, ...body }, "launch the run");
    const { priority } = body;
    const run = await enqueueFor(backend, request, { priority, origin: { kind: "manual" }, by: caller.name });
    changed(name, { run: run.id, ...request.details, ...(priority === 0 ? {} : { priority }) });
    return { run: run.id, waiting: await waitOf(backend, run.id) };
  }),
  ...presetAnswers,
];

/** Partitions that split what the job makes, with their keys now. */
async function partitionsOf({ project, ledger: { history } }: Backend, job: string) {
  const all = new Map((project.jobAssets.get(job) ?? []).flatMap((name) => {
    const { partitions } = project.assets.get(name)!;
    return partitions === undefined ? [] : [[partitions.name, partitions] as const];
  }));
  return await Promise.all([...all].map(async ([name, partitions]) => ({
    name,
    keys: partitions.kind === "static" ? partitions.keys : await history.partitions(name),
  })));
}
