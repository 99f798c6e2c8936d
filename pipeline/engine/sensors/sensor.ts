import type { Logger } from "../../../infra/log.ts";
import type { BackfillLedger } from "../backfill.ts";
import type { History } from "../history.ts";
import { definitionPlace, type Place } from "../place.ts";
import type { Metadata, Tags } from "../types.ts";

/** What a sensor is evaluated with. */
export interface SensorContext {
  /** What its newest tick remembered; undefined for the first one. */
  readonly cursor: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What ran, for reading. */
  readonly history: Pick<History, "run" | "runs" | "latest">;
  /** What is run key by key, for reading. */
  readonly backfills: Pick<BackfillLedger, "backfill">;
  /** Aborted when the evaluation takes too long or the process ends. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** A run that a sensor asks for. */
export interface RunWish {
  /** Of two wishes of a sensor with the same key, ever, only the first becomes a run. */
  readonly runKey: string;
  /** What to make. @default the selection of the sensor's job */
  readonly selection?: string;
  /** Only these partition keys. @default all */
  readonly partitions?: readonly string[];
  /** In addition to those of job and sensor. */
  readonly tags?: Tags;
  /** Recorded with the run. */
  readonly details?: Metadata;
}

/** What an evaluation comes to; recorded in one transaction. */
export interface SensorResult {
  /** What to remember from now on. @default as before */
  readonly cursor?: string;
  /** @default none */
  readonly runRequests?: readonly RunWish[];
  /** Why no run is asked for. */
  readonly skipReason?: string;
}

/** All that defines a sensor. */
export interface SensorSpec {
  readonly name: string;
  /** Name of the job that is run. */
  readonly job: string;
  /** Milliseconds between two evaluations, at least 1. @default 30_000 */
  readonly minimumInterval?: number;
  /** Looks at the world and says what is to run. It starts nothing and changes nothing. */
  readonly evaluate: (context: SensorContext) => SensorResult | Promise<SensorResult>;
  /** Milliseconds that an evaluation may take. @default 60_000 */
  readonly timeout?: number;
  /** Labels of the runs, in addition to the job's. @default none */
  readonly tags?: Tags;
  /** Whether it runs as long as nobody starts or stops it. @default false */
  readonly defaultRunning?: boolean;
  readonly description: string;
}

/** A job that runs when something happens. */
export interface Sensor extends Required<SensorSpec> {
  /** Where `defineSensor` was called. */
  readonly place: Place;
}

/** Defines a sensor; its name and job are checked when the project is loaded. */
export function defineSensor(spec: SensorSpec): Sensor {
  const { minimumInterval = 30_000, timeout = 60_000, tags = {}, defaultRunning = false } = spec;
  return { ...spec, minimumInterval, timeout, tags, defaultRunning, place: definitionPlace() };
}
