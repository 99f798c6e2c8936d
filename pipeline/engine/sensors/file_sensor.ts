import { countOf } from "../../../infra/format.ts";
import { digestFile, isNotFound } from "../../../infra/fs.ts";
import { sha256 } from "../hash.ts";
import type { Metadata, Tags } from "../types.ts";
import { filesOf } from "./glob.ts";
import { defineSensor, type Sensor, type SensorContext, type SensorResult } from "./sensor.ts";
import {
  type FileMemory,
  type FileStamp,
  type KnownFile,
  noFiles,
  sameStamp,
  surveyFiles,
  type UnsettledFile,
} from "./watched_files.ts";

/** All that defines a sensor of files. */
export interface FileSensorSpec {
  readonly name: string;
  /** Name of the job that is run. */
  readonly job: string;
  /** Files, folders (all files in them) and patterns with `*`, `?`, `[…]` and `**`. */
  readonly paths: readonly string[];
  /** What is run. @default the selection of the job */
  readonly selection?: string;
  /** Milliseconds for which a file must not have been written before it counts. @default 30_000 */
  readonly settle?: number;
  /** Milliseconds between two evaluations. @default 60_000 */
  readonly minimumInterval?: number;
  /** Milliseconds that an evaluation may take; new files are read once. @default 600_000 */
  readonly timeout?: number;
  /** @default none */
  readonly tags?: Tags;
  /** @default false */
  readonly defaultRunning?: boolean;
  readonly description: string;
}

const mostListed = 100;

/**
 * Defines a sensor that asks for one run when files are new or were rewritten, for all of them together. What counts is the
 * content (SHA-256): a file that was only touched asks for nothing; size and times only tell when to read it.
 */
export function fileSensor(spec: FileSensorSpec): Sensor {
  const { paths, selection, settle = 30_000, minimumInterval = 60_000, timeout = 600_000, ...rest } = spec;
  return defineSensor({
    ...rest,
    minimumInterval,
    timeout,
    evaluate: (context) => evaluateFiles(context, { name: spec.name, paths, selection, settle }),
  });
}

interface Watch {
  readonly name: string;
  readonly paths: readonly string[];
  readonly selection: string | undefined;
  readonly settle: number;
}

async function evaluateFiles(context: SensorContext, watch: Watch): Promise<SensorResult> {
  // One that begins anew asks under other keys than before, so that it gets its runs.
  const memory = context.cursor === undefined
    ? { ...noFiles, generation: context.now }
    : JSON.parse(context.cursor) as FileMemory;
  const stamps = await stampsOf(watch.paths);
  const survey = surveyFiles(memory, stamps, { now: context.now, settle: watch.settle });
  const known: Record<string, KnownFile> = { ...memory.known };
  const unsettled: Record<string, UnsettledFile> = { ...survey.unsettled };
  const fresh: { readonly path: string; readonly hash: string }[] = [];
  for (const path of survey.toRead) {
    context.signal.throwIfAborted();
    const stamp = stamps.get(path)!;
    const hash = await hashOf(path, stamp);
    if (hash === undefined) unsettled[path] = { ...stamp, since: context.now };
    else {
      if (known[path]?.hash !== hash) fresh.push({ path, hash });
      known[path] = { ...stamp, hash };
    }
  }
  const generation = memory.generation + (fresh.length > 0 ? 1 : 0);
  const cursor = JSON.stringify({ generation, known, unsettled } satisfies FileMemory);
  if (fresh.length === 0) return { cursor, skipReason: skipReason(watch, stamps.size, Object.keys(unsettled)) };
  return { cursor, runRequests: [wishFor(fresh, generation, watch.selection)] };
}

function wishFor(
  fresh: readonly { readonly path: string; readonly hash: string }[],
  generation: number,
  selection: string | undefined,
) {
  const files: Metadata = Object.fromEntries(fresh.slice(0, mostListed).map(({ path, hash }) => [path, hash]));
  return {
    // The number of the request lets a content that comes back count as new.
    runKey: `${generation} ${sha256(JSON.stringify(fresh)).slice(0, 16)}`,
    ...(selection === undefined ? {} : { selection }),
    details: { files, ...(fresh.length > mostListed ? { moreFiles: fresh.length - mostListed } : {}) },
  };
}

function skipReason({ paths, settle }: Watch, count: number, unsettled: readonly string[]): string {
  if (unsettled.length > 0) {
    const others = unsettled.length > 1 ? ` and ${unsettled.length - 1} more` : "";
    return `"${unsettled[0]}"${others} may still be being written: wait until it is ${settle / 1000} s old`;
  }
  if (count === 0) return `there is no file at ${paths.map((path) => `"${path}"`).join(", ")}`;
  return `nothing new in ${countOf(count, "file")}`;
}

async function stampsOf(paths: readonly string[]): Promise<ReadonlyMap<string, FileStamp>> {
  const stamps = new Map<string, FileStamp>();
  for (const pattern of paths) {
    for (const path of await filesOf(pattern)) {
      const stamp = await stampOf(path);
      if (stamp !== undefined) stamps.set(path, stamp);
    }
  }
  return stamps;
}

async function stampOf(path: string): Promise<FileStamp | undefined> {
  try {
    const { size, mtime, ctime } = await Deno.stat(path);
    return { size, modified: mtime?.getTime() ?? 0, ...(ctime ? { changed: ctime.getTime() } : {}) };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Hash of a file; undefined when it was written or removed meanwhile. */
async function hashOf(path: string, stamp: FileStamp): Promise<string | undefined> {
  try {
    const { hash } = await digestFile(path);
    const after = await stampOf(path);
    return after !== undefined && sameStamp(stamp, after) ? hash : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
