import type { Logger } from "../../infra/log.ts";
import type { ResourceMap, ResourceValues } from "./resource.ts";
import type { Json, Metadata } from "./types.ts";
import type { ValueKind } from "./value_kind.ts";

/** `error` fails the step and keeps its value from becoming the latest; `warn` is recorded and shown. */
export const severities = ["warn", "error"] as const;

/** One of {@link severities}. */
export type Severity = (typeof severities)[number];

/** What a check found. */
export interface CheckOutcome {
  readonly passed: boolean;
  /** One sentence for a person. */
  readonly message: string;
  /** Measured figures, such as counts and the limit. */
  readonly figures?: Metadata;
  /** A few offending rows. */
  readonly samples?: readonly Json[];
}

/** What a check may use. */
export interface CheckContext<Value, Resources> {
  readonly value: Value;
  readonly metadata: Metadata;
  readonly resources: Resources;
  readonly partition: string | undefined;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** A data-quality assertion that runs after its asset was computed. */
export interface Check<Value, Resources extends ResourceMap = ResourceMap> {
  readonly name: string;
  readonly description: string;
  readonly severity: Severity;
  readonly resources?: Resources;
  // Method syntax, so that a check of a narrower resource map fits a list of checks.
  run(context: CheckContext<Value, ResourceValues<Resources>>): Promise<CheckOutcome> | CheckOutcome;
}

/** Types a check of the values of one kind. */
export function defineCheck<Value, Resources extends ResourceMap = Record<never, never>>(
  _kind: ValueKind<Value, unknown>,
  check: Check<Value, Resources>,
): Check<Value, Resources> {
  return check;
}
