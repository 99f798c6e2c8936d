import type { z } from "zod";
import type { Job, Json, Metadata, RunRecord } from "../../../pipeline/engine/mod.ts";
import { shellWord } from "../../shell_word.ts";
import type { changeSchema } from "./schemas.ts";

/** Facts of a request that tell runs apart without making them different. */
const identities: readonly string[] = [
  "by",
  "retryOf",
  "fromFailure",
  "schedule",
  "sensor",
  "backfill",
  "runKey",
  "tick",
];

/** What a run was asked for otherwise than another one: settings, selection, keys and labels. */
export function requestChanges(before: RunRecord, after: RunRecord): readonly z.output<typeof changeSchema>[] {
  const [old, now] = [factsOf(before), factsOf(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].sort()
    .filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]))
    .map((key) => ({
      key,
      ...(old[key] === undefined ? {} : { before: old[key] }),
      ...(now[key] === undefined ? {} : { after: now[key] }),
    }));
}

function factsOf({ request, tags }: RunRecord): Metadata {
  const { overrides, ...rest } = request;
  const facts: Record<string, Json> = {};
  for (const [key, value] of Object.entries(rest)) if (!identities.includes(key)) facts[key] = value;
  for (const [key, value] of Object.entries(tags)) facts[`tag ${key}`] = value;
  for (const text of overridesOf(overrides)) {
    const equals = text.indexOf("=");
    facts[`setting ${text.slice(0, equals)}`] = text.slice(equals + 1);
  }
  return facts;
}

function overridesOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** The command line that asks for the same as a run. @param known the run's job, if the project still has it */
export function commandOf(program: string, run: RunRecord, known: Job | undefined): string {
  const { job, environment, request, tags } = run;
  const { selection, partitions, reuse, overrides } = request;
  const own = typeof selection === "string" && selection !== known?.selection ? selection : undefined;
  const labels = Object.entries(tags).filter(([name, value]) => known?.tags[name] !== value);
  const words = [
    "run",
    ...(known === undefined ? [] : [job]),
    ...(own === undefined ? [] : ["--select", own]),
    ...["--env", environment],
    ...(Array.isArray(partitions) ? partitions.flatMap((key) => ["--partition", String(key)]) : []),
    ...overridesOf(overrides).flatMap((text) => ["--set", text]),
    ...labels.flatMap(([name, value]) => ["--tags", `${name}=${value}`]),
    ...(reuse === true ? ["--reuse"] : []),
  ];
  return [program, ...words.map(shellWord)].join(" ");
}
