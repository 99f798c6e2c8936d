import { Problem, toError } from "../../infra/errors.ts";
import { runId } from "../../infra/random.ts";
import type { Asset } from "./asset.ts";
import type { StepContext } from "./context.ts";
import { evaluateChecks } from "./evaluate_checks.ts";
import type { CheckRecord, Materialization } from "./history.ts";
import { recordableFields } from "./json.ts";
import { keepValue, type KeptFile, removeFiles } from "./keep.ts";
import type { PlannedStep } from "./plan_types.ts";
import { keyProblem } from "./project_partitions.ts";
import type { Run } from "./run.ts";
import type { StepLog } from "./step_log.ts";
import { type FoundInput, readInputs } from "./step_inputs.ts";
import type { MadeStep, PreparedStep } from "./step_outcome.ts";
import { parseValue } from "./stored_values.ts";
import type { Metadata } from "./types.ts";

/** What one try of a step leaves behind, also when it fails. */
export interface TryNotes {
  metadata: Readonly<Record<string, unknown>>;
  readonly partitions: Map<string, readonly string[]>;
  checks: readonly CheckRecord[];
  /** Files that are removed unless the step succeeds. */
  readonly files: Set<string>;
}

/** Everything about one try. */
export interface Try {
  readonly run: Run;
  readonly step: PlannedStep;
  readonly asset: Asset;
  readonly prepared: PreparedStep & { readonly found: readonly FoundInput[] };
  readonly attempt: number;
  readonly log: StepLog;
  readonly notes: TryNotes;
  readonly signal: AbortSignal;
}

/** Notes of a new try. */
export function newNotes(): TryNotes {
  return { metadata: {}, partitions: new Map(), checks: [], files: new Set() };
}

/**
 * One try of a step: compute, keep, check, publish. Nothing is recorded here, so that a try that was given up cannot have
 * an effect when it ends after all; files are removed when it fails.
 */
export async function tryStep(it: Try): Promise<MadeStep> {
  try {
    const value = await computeValue(it);
    const { kept, held } = await keep(it, value);
    it.signal.throwIfAborted();
    const hash = await checkAndFlush(it, held, kept);
    it.signal.throwIfAborted();
    await publish(it, held);
    return made(it, held, kept, hash);
  } catch (error) {
    await removeFiles(it.notes.files);
    throw error;
  }
}

async function computeValue(it: Try): Promise<unknown> {
  const { run, asset, signal, prepared } = it;
  const inputs = await readInputs(run, prepared.found);
  signal.throwIfAborted();
  const computed = await asset.compute(stepContext(it, inputs));
  signal.throwIfAborted();
  for (const { name } of asset.definesPartitions) {
    if (!it.notes.partitions.has(name)) {
      throw new TypeError(`Cannot go on: "${asset.name}" did not set the keys of partitions "${name}"`);
    }
  }
  return parseValue(asset, computed, `Cannot keep "${it.step.id}"`);
}

function localName({ run, asset, step, attempt }: Try): string {
  const name = run.names.of(asset.name, step.partition);
  return attempt === 1 ? name : `${name}_try${attempt}`;
}

function stepContext(
  it: Try,
  inputs: Readonly<Record<string, unknown>>,
): StepContext<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>> {
  const { run, asset, step, notes } = it;
  return {
    inputs,
    resources: run.resources.values(asset.resources),
    asset: asset.name,
    partition: step.partition,
    localName: localName(it),
    run: run.info,
    attempt: it.attempt,
    signal: it.signal,
    log: it.log.logger,
    addMetadata: (metadata) => {
      notes.metadata = { ...notes.metadata, ...metadata };
    },
    setPartitions: (partitions, keys) => {
      if (!asset.definesPartitions.some(({ name }) => name === partitions.name)) {
        throw new TypeError(`Cannot set partitions "${partitions.name}": "${asset.name}" does not list them`);
      }
      const wrong = keyProblem(keys);
      if (wrong !== undefined) {
        throw new Problem("data", `Cannot set partitions "${partitions.name}": they ${wrong}`, {
          place: `asset ${asset.name}`,
        });
      }
      notes.partitions.set(partitions.name, [...keys]);
    },
  };
}

async function keep(it: Try, value: unknown): Promise<{ kept: KeptFile | undefined; held: unknown }> {
  const { run, asset, step, signal, notes } = it;
  if (asset.kind.transient) return { kept: undefined, held: value };
  const { clock, random, root } = run.settings;
  const handler = run.project.kinds.get(asset.kind.name)!;
  const context = { resources: run.resources.values(handler.resources), signal, localName: localName(it) };
  const target = { asset, partition: step.partition, root, version: runId(clock, random) };
  const kept = await keepValue(value, target, handler, context, notes.files);
  const held = handler.adopt === undefined ? value : await handler.adopt(value, kept.placed, context);
  return { kept, held };
}

/** A value is checked while its file gets onto the disk; neither is left behind when the other fails. */
async function checkAndFlush(it: Try, value: unknown, kept: KeptFile | undefined): Promise<string | undefined> {
  const [checked, hash] = await Promise.allSettled([checkValue(it, value), kept?.hash]);
  if (checked.status === "rejected") throw checked.reason;
  if (hash.status === "rejected") throw hash.reason;
  return hash.value;
}

async function checkValue(it: Try, value: unknown): Promise<void> {
  it.notes.checks = await evaluateChecks(it, value);
  const refused = it.notes.checks.filter(({ passed, severity }) => !passed && severity === "error");
  const [first] = refused;
  if (first === undefined) return;
  const more = refused.length === 1 ? "" : ` (and ${refused.length - 1} more)`;
  throw new Problem("data", `Cannot accept "${it.step.id}": check "${first.check}" failed${more}: ${first.message}`, {
    place: `asset ${it.step.id}`,
    remedy: "The value was not recorded and not published; the one before still stands.",
  });
}

async function publish(it: Try, value: unknown): Promise<void> {
  const { run, asset, step, signal, log, notes } = it;
  const resources = run.resources.values(asset.resources);
  try {
    const facts = await asset.publish({ value, resources, partition: step.partition, signal, log: log.logger });
    notes.metadata = { ...notes.metadata, ...facts };
  } catch (error) {
    throw new Problem(error instanceof Problem ? error.kind : "pipeline", `Cannot publish: ${toError(error).message}`, {
      cause: error,
      ...(error instanceof Problem ? { place: error.place, remedy: error.remedy } : {}),
    });
  }
}

function made(it: Try, value: unknown, kept: KeptFile | undefined, hash: string | undefined): MadeStep {
  const { run, notes, prepared } = it;
  const metadata = recordableFields(notes.metadata, run.settings.redact);
  const materialization = kept === undefined || hash === undefined ? undefined : materialize(it, kept, hash, metadata);
  const version = materialization?.hash ?? prepared.fingerprint;
  return {
    kind: "made",
    value,
    version,
    materialization,
    origin: prepared.origin,
    metadata,
    checks: notes.checks,
    partitions: notes.partitions,
  };
}

function materialize(it: Try, kept: KeptFile, hash: string, metadata: Metadata): Materialization {
  const { run, asset, step, prepared } = it;
  const { partitions } = asset;
  const { bytes, rows, columns } = kept.placed;
  return {
    version: kept.version,
    run: run.info.id,
    step: step.id,
    asset: asset.name,
    ...(step.partition === undefined ? {} : { partition: step.partition }),
    ...(partitions?.kind === "dynamic" ? { partitionSet: partitions.name } : {}),
    path: kept.path,
    hash,
    bytes,
    ...(rows === undefined ? {} : { rows }),
    ...(columns === undefined ? {} : { columns }),
    metadata,
    codeVersion: asset.codeVersion,
    inputs: prepared.inputs,
    fingerprint: prepared.fingerprint,
    createdAt: run.settings.clock.now(),
  };
}
