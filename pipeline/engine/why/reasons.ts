import type { Json, RunId, StepId } from "../types.ts";

/**
 * How a value stands: `fresh` would be taken as it is, `stale` would be made again, `open` depends on whether an input that is
 * made again comes out the same, `passing` is not kept and made whenever something reads it.
 */
export const standings = ["fresh", "open", "stale", "passing"] as const;

/** One of {@link standings}. */
export type Standing = (typeof standings)[number];

/** The run and the time that something is from. Times are milliseconds since 1970. */
export interface Occasion {
  readonly run: RunId;
  readonly time: number;
}

/** A setting, or a part of what was found outside, that is not as it was. A secret's values are never told. */
export interface Change {
  /** Path, such as `prepare.limit` or the path of a file. */
  readonly key: string;
  readonly what: "added" | "removed" | "changed";
  readonly from?: Json;
  readonly to?: Json;
  /** Whether the values are hidden: the key holds a secret, and no other key explains the change. */
  readonly secret?: true;
}

/** Why a value is not what would be made now. `kind` tags the union. */
export type StaleReason =
  | { readonly kind: "never_made" }
  /** The partition key is newer than every run that made this asset. */
  | { readonly kind: "key_appeared"; readonly partitions: string; readonly key: string; readonly since?: Occasion }
  | { readonly kind: "file_lost"; readonly path: string }
  | { readonly kind: "code_changed"; readonly from: string; readonly to: string }
  /** Code that all assets share. */
  | { readonly kind: "shared_code_changed"; readonly from: string; readonly to: string }
  | { readonly kind: "value_kind_changed"; readonly from: string; readonly to: string }
  | { readonly kind: "settings_changed"; readonly resource: string; readonly changes: readonly Change[] }
  /** What lies outside the pipeline, such as source files. */
  | { readonly kind: "outside_changed"; readonly changes: readonly Change[] }
  | {
    readonly kind: "input_changed";
    readonly asset: string;
    readonly partition?: string;
    /** Who made the newer version; absent for a value that is not kept. */
    readonly made?: Occasion;
    /** Why it was made again, down to the root; empty where that was not recorded. */
    readonly because: readonly StaleReason[];
    /** Whether `because` stands elsewhere in the same tree, where this change is named first. */
    readonly elsewhere?: true;
  }
  | {
    readonly kind: "input_added" | "input_removed";
    readonly asset: string;
    readonly partition?: string;
    /** Since when the partition key is there, or gone. */
    readonly since?: Occasion;
  }
  /** An input would be made again; whether it comes out the same is not known yet. */
  | { readonly kind: "input_stale"; readonly input: AssetExplanation }
  /** The asset that sets the partition keys would be made again. */
  | { readonly kind: "keys_open"; readonly partitions: string; readonly input: AssetExplanation }
  /** An input was made again from the same, and came out differently: what makes it is not reproducible. */
  | { readonly kind: "came_out_differently" }
  /** Something of which nothing was recorded, such as settings of a value that an earlier version of the program made. */
  | { readonly kind: "unrecorded" };

/** What is worth knowing beside the standing. */
export type StandingNote =
  /** A newer value was made, and a check of severity error refused it. */
  | { readonly kind: "refused"; readonly on: Occasion; readonly checks: readonly NotedCheck[] }
  /** The newest try failed. */
  | { readonly kind: "failed"; readonly on: Occasion; readonly message: string }
  /** Checks of severity warn that the value failed. */
  | { readonly kind: "warned"; readonly on: Occasion; readonly checks: readonly NotedCheck[] }
  /** An input was made again and came out the same, which changes nothing. */
  | { readonly kind: "cut_off"; readonly asset: string; readonly partition?: string; readonly on: Occasion }
  /** What lies outside, and is read by `asset`, was not looked at: it is taken as unchanged. */
  | { readonly kind: "not_observed"; readonly asset: string; readonly why?: string };

/** A check that failed. */
export interface NotedCheck {
  readonly check: string;
  readonly message: string;
}

/** Why an asset, or one of its partitions, is stale or fresh. */
export interface AssetExplanation {
  readonly asset: string;
  readonly partition?: string;
  readonly step: StepId;
  readonly standing: Standing;
  /** The newest value that is kept. */
  readonly value?: Occasion & { readonly version: string };
  readonly reasons: readonly StaleReason[];
  readonly notes: readonly StandingNote[];
  /** Of an asset with partitions that was asked about as a whole: each of its keys; the standing is the worst of them. */
  readonly partitions?: readonly AssetExplanation[];
  /** Whether the reasons stand elsewhere in the same tree, where this step is named first. */
  readonly elsewhere?: true;
}

/** What makes a value again, as a request for a run. */
export interface Repair {
  /** In the selection language. */
  readonly selection: string;
  readonly partitions?: readonly string[];
  /** What is unchanged is skipped. */
  readonly reuse: true;
}
