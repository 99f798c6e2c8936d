import { stringify } from "yaml";
import { Problem } from "../../../infra/errors.ts";
import { type Json, newRun, type RunRecord, type RunRequest } from "../../../pipeline/engine/mod.ts";
import { attended } from "../../attended.ts";
import type { Backend, Configured } from "../../backend.ts";
import { enqueueFor, waitOf } from "../../enqueue.ts";
import { found } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { commandOf } from "../runs/changes.ts";
import { getLaunchpad, launchJob, planJob } from "./endpoints.ts";
import { launchFields } from "./fields.ts";
import { overrideTexts, parseOverrideText, problemsOf, type TextProblem, type TextValue } from "./override_text.ts";
import { planAnswer } from "./plan_answer.ts";

/** What a run is asked for from the launchpad. */
interface Asked {
  readonly name: string;
  readonly overrides: string;
  readonly partitions: readonly string[];
  readonly selection?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly reuse: boolean;
}

/** Answers from which runs are launched. */
export const launchAnswers: readonly Answer[] = [
  answer(getLaunchpad, async ({ params: { name }, query: { from } }, backend) => {
    const { project, settings, ledger: { history } } = backend;
    const { description, selection, tags } = found(project.jobs.get(name), "job", name);
    const before = from === undefined ? undefined : found(await history.run(from), "run", from);
    return {
      job: { name, description, selection, tags },
      fields: await launchFields(backend),
      partitions: await partitionsOf(backend, name),
      reuse: settings.engine.reuse,
      attended: await attended(backend),
      begin: beginOf(before, selection, tags),
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
  answer(launchJob, async ({ params: { name }, body, changed }, backend) => {
    found(backend.project.jobs.get(name), "job", name);
    const { values, problems } = parseOverrideText(body.overrides);
    refuse(problems);
    const request = requestFor(backend, { name, ...body }, values);
    try {
      await configuredFor(backend, values);
    } catch (error) {
      refuse(problemsOf(error, values));
    }
    const { priority } = body;
    const run = await enqueueFor(backend, request, { priority, origin: { kind: "manual" } });
    changed(name, { run: run.id, ...request.details, ...(priority === 0 ? {} : { priority }) });
    return { run: run.id, waiting: await waitOf(backend, run.id) };
  }),
];

function refuse([first]: readonly TextProblem[]): void {
  if (first === undefined) return;
  const { message, line, column = 1, remedy } = first;
  const place = line === undefined ? "overrides" : `overrides:${line}:${column}`;
  throw new Problem("usage", `Cannot launch the run: ${message}`, { place, remedy });
}

/** The project under some overrides. @throws {Problem} when they are refused, or one holds a secret */
async function configuredFor(backend: Backend, values: readonly TextValue[]): Promise<Configured> {
  if (values.length === 0) return backend;
  const texts = overrideTexts(values);
  const configured = await backend.configure(texts);
  const secret = texts.find((text) => configured.redact(text) !== text);
  if (secret === undefined) return configured;
  throw new Problem("usage", `Cannot launch the run: "${secret.split("=")[0]}" is a secret, which is not kept`, {
    remedy: "Put the secret into an environment variable or a .env file that the worker reads.",
  });
}

function requestFor({ environment }: Backend, asked: Asked, values: readonly TextValue[]): RunRequest {
  const { name, partitions, selection, tags, reuse } = asked;
  const overrides = overrideTexts(values);
  const details: Record<string, Json> = overrides.length === 0 ? {} : { overrides };
  return {
    ...{ job: name, environment, reuse, tags, details },
    ...(partitions.length === 0 ? {} : { partitions }),
    ...(selection === undefined || selection.trim() === "" ? {} : { selection: selection.trim() }),
  };
}

function commandFor({ program, project, clock, random, redact }: Backend, request: RunRequest): string {
  const record = newRun(project, { ...request, runId: "none" }, { clock, random });
  return redact(commandOf(program, record, project.jobs.get(request.job)));
}

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

/** What a form begins with: what a run before was asked for, or nothing. */
function beginOf(run: RunRecord | undefined, selection: string, own: Readonly<Record<string, string>>) {
  if (run === undefined) return { overrides: "", partitions: [], tags: {} };
  const { request, tags } = run;
  const texts = Array.isArray(request["overrides"]) ? request["overrides"].map(String) : [];
  const keys = request["partitions"];
  const other = request["selection"];
  return {
    overrides: overridesYaml(texts),
    partitions: Array.isArray(keys) ? keys.map(String) : [],
    tags: Object.fromEntries(Object.entries(tags).filter(([name, value]) => own[name] !== value)),
    ...(typeof other === "string" && other !== "" && other !== selection ? { selection: other } : {}),
  };
}

/** `key.path=value` texts as YAML. */
function overridesYaml(texts: readonly string[]): string {
  const root: Record<string, unknown> = {};
  for (const text of texts) {
    const [, key = "", value = ""] = /^((?:\\.|[^\\=])*)=(.*)$/s.exec(text) ?? [];
    const path = key.split(/(?<!\\)\./).map((part) => part.replaceAll(/\\(.)/g, "$1"));
    const last = path.pop() ?? "";
    let at = root;
    for (const part of path) at = (at[part] ??= {}) as Record<string, unknown>;
    at[last] = valueOf(value);
  }
  return texts.length === 0 ? "" : stringify(root);
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
