/** What a compiled program knows of how it was made. */
export interface BuildInfo {
  /** Whole name of the commit; undefined where the source was in no clone. */
  readonly commit: string | undefined;
  /** When that commit was made, as ISO 8601 in UTC. */
  readonly date: string | undefined;
  /** Whether the source had changes that are in no commit. */
  readonly changed: boolean;
  /** Platform that it was made for, such as `x86_64-unknown-linux-gnu`. */
  readonly target: string | undefined;
}

/** Facts of this build; `deno task compile` puts its own in place of them. */
export const buildInfo: BuildInfo = { commit: undefined, date: undefined, changed: false, target: undefined };
