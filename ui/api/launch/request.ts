import { Problem } from "../../../infra/errors.ts";
import { type Json, newRun, type RunRequest } from "../../../pipeline/engine/mod.ts";
import type { Backend, Configured } from "../../backend.ts";
import { commandOf } from "../runs/changes.ts";
import { overrideTexts, parseOverrideText, problemsOf, type TextProblem, type TextValue } from "./override_text.ts";

/** What a run is asked for from the launchpad. */
export interface Asked {
  readonly name: string;
  readonly overrides: string;
  readonly partitions: readonly string[];
  readonly selection?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly reuse: boolean;
}

/** What is queued for what was asked for. @throws {Problem} that begins with `Cannot <what>` when it is refused */
export async function checkedRequest(backend: Backend, asked: Asked, what: string): Promise<RunRequest> {
  const { values, problems } = parseOverrideText(asked.overrides);
  refuse(problems, what);
  const request = requestFor(backend, asked, values);
  try {
    await configuredFor(backend, values);
  } catch (error) {
    refuse(problemsOf(error, values), what);
  }
  return request;
}

function refuse([first]: readonly TextProblem[], what: string): void {
  if (first === undefined) return;
  const { message, line, column = 1, remedy } = first;
  const place = line === undefined ? "overrides" : `overrides:${line}:${column}`;
  throw new Problem("usage", `Cannot ${what}: ${message}`, { place, remedy });
}

/** The project under some overrides. @throws {Problem} when they are refused, or one holds a secret */
export async function configuredFor(backend: Backend, values: readonly TextValue[]): Promise<Configured> {
  if (values.length === 0) return backend;
  const texts = overrideTexts(values);
  const configured = await backend.configure(texts);
  const secret = texts.find((text) => configured.redact(text) !== text);
  if (secret === undefined) return configured;
  throw new Problem("usage", `Cannot launch the run: "${secret.split("=")[0]}" is a secret, which is not kept`, {
    remedy: "Put the secret into an environment variable or a .env file that the worker reads.",
  });
}

/** What is queued for what was asked for. */
export function requestFor({ environment }: Backend, asked: Asked, values: readonly TextValue[]): RunRequest {
  const { name, partitions, selection, tags, reuse } = asked;
  const overrides = overrideTexts(values);
  const details: Record<string, Json> = overrides.length === 0 ? {} : { overrides };
  return {
    ...{ job: name, environment, reuse, tags, details },
    ...(partitions.length === 0 ? {} : { partitions }),
    ...(selection === undefined || selection.trim() === "" ? {} : { selection: selection.trim() }),
  };
}

/** The command line that does the same. */
export function commandFor({ program, project, clock, random, redact }: Backend, request: RunRequest): string {
  const record = newRun(project, { ...request, runId: "none" }, { clock, random });
  return redact(commandOf(program, record, project.jobs.get(request.job)));
}
