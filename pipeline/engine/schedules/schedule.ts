import { definitionPlace, type Place } from "../place.ts";
import type { Tags } from "../types.ts";

/** What becomes of ticks that nobody evaluated when they were due. */
export type CatchUp =
  /** They are lost. */
  | { readonly kind: "none" }
  /** The newest one is launched, late. */
  | { readonly kind: "latest" }
  /** Each is launched, the newest `cap` of them. */
  | { readonly kind: "all"; readonly cap: number };

/** What a tick does while a run of an earlier tick has not ended. */
export const overlaps = ["allow", "skip", "queue", "replace"] as const;

/** One of {@link overlaps}. */
export type Overlap = (typeof overlaps)[number];

/** All that defines a schedule. */
export interface ScheduleSpec {
  readonly name: string;
  /** Name of the job that is run. */
  readonly job: string;
  /** Minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** IANA name. @default "UTC" */
  readonly timezone?: string;
  /** What becomes of missed ticks; `all` launches at most 100 of them. @default "latest" */
  readonly catchUp?: "none" | "latest" | "all" | CatchUp;
  /**
   * While a run of an earlier tick has not ended: run beside it (`allow`), not at all (`skip`), after it (`queue`), or cancel
   * it and run then (`replace`).
   * @default "skip"
   */
  readonly overlap?: Overlap;
  /** Labels of the runs, in addition to the job's. @default none */
  readonly tags?: Tags;
  /** Whether it runs as long as nobody starts or stops it. @default false */
  readonly defaultRunning?: boolean;
  readonly description: string;
}

/** A job that runs by the clock. */
export interface Schedule extends Required<Omit<ScheduleSpec, "catchUp">> {
  readonly catchUp: CatchUp;
  /** Where `defineSchedule` was called. */
  readonly place: Place;
}

const usualCap = 100;

/** Defines a schedule; names, cron and time zone are checked when the project is loaded. */
export function defineSchedule(spec: ScheduleSpec): Schedule {
  const { timezone = "UTC", catchUp = "latest", overlap = "skip", tags = {}, defaultRunning = false } = spec;
  return {
    ...spec,
    timezone,
    catchUp: typeof catchUp === "string" ? catchUpOf(catchUp) : catchUp,
    overlap,
    tags,
    defaultRunning,
    place: definitionPlace(),
  };
}

function catchUpOf(kind: CatchUp["kind"]): CatchUp {
  return kind === "all" ? { kind, cap: usualCap } : { kind };
}
