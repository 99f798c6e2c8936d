/** How many ended with what after how long. */
export interface EndCount {
  /** A job or an asset. */
  readonly name: string;
  readonly status: "success" | "failure" | "canceled";
  /** Milliseconds that they took, to about half a percent; absent where it is not known. */
  readonly length?: number;
  readonly count: number;
  /** How many of them needed more than one try: steps that were tried again, runs that run another one again. */
  readonly retried: number;
}

/** A failure after a success, or the first one, and when it went well again. */
export interface Breakage {
  /** A job or an asset. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly failedAt: number;
  /** Absent as long as it still fails. */
  readonly fixedAt?: number;
}

/** What a span of time holds, of jobs or of assets. */
export interface SpanFacts {
  readonly ends: readonly EndCount[];
  readonly breakages: readonly Breakage[];
}

/** A span of time, milliseconds since 1970; its end is no part of it. */
export interface Span {
  readonly since: number;
  readonly until: number;
}

/** How runs and steps went, counted by the database. */
export interface InsightReader {
  /** Runs that were made within a span, by job. */
  jobs(span: Span): Promise<SpanFacts>;
  /** Steps of runs that were made within a span, by asset. */
  assets(span: Span): Promise<SpanFacts>;
}
