import type { Metadata } from "../types.ts";

/** What a run of a job is asked for, under a name that people gave it. Times are milliseconds since 1970. */
export interface LaunchPreset {
  readonly job: string;
  /** Of one job only once. */
  readonly name: string;
  /** As whoever launches wrote it; without secrets. */
  readonly request: Metadata;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly changedAt: number;
  readonly changedBy: string;
}

/** Who changes a preset, and when. */
export interface PresetChange {
  readonly at: number;
  readonly by: string;
}

/** Named requests of all jobs. */
export interface Presets {
  /** Those of a job, by name. */
  list(job: string): Promise<readonly LaunchPreset[]>;
  get(job: string, name: string): Promise<LaunchPreset | undefined>;
  /** Records a request under a name, in place of the one that was there. True when there was none. */
  save(preset: Pick<LaunchPreset, "job" | "name" | "request">, change: PresetChange): Promise<boolean>;
  /**
   * False when there is no preset of that name.
   * @throws {Problem} of kind usage when there is one of the new name
   */
  rename(preset: { readonly job: string; readonly name: string }, to: string, change: PresetChange): Promise<boolean>;
  /** False when there is none. */
  remove(job: string, name: string): Promise<boolean>;
}
