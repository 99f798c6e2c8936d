import { type Clock, systemClock } from "../../../infra/clock.ts";
import { type Logger, silentLogger } from "../../../infra/log.ts";
import { type RandomSource, systemRandom } from "../../../infra/random.ts";
import type { Ledger } from "../history/ledger.ts";
import type { Redact } from "../json.ts";
import type { Project } from "../project.ts";

/** Where a tick stands; a process may die at each. */
export const tickPoints = ["due", "evaluated", "committed", "done"] as const;

/** One of {@link tickPoints}. */
export type TickPoint = (typeof tickPoints)[number];

/** With what schedules and sensors are evaluated. */
export interface AutomationOptions {
  readonly project: Project;
  readonly ledger: Pick<Ledger, "history" | "coordination">;
  /** Environment of the runs. */
  readonly environment: string;
  /** Whether runs skip what is unchanged. @default false */
  readonly reuse?: boolean;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** @default the machine's generator */
  readonly random?: RandomSource;
  /** @default none */
  readonly log?: Logger;
  /** Hides secrets in texts that are recorded. @default changes nothing */
  readonly redact?: Redact;
  /** Milliseconds between two looks at the clock. @default 1_000 */
  readonly poll?: number;
  /** Told before a tick goes on; for tests that end it there. @default nobody */
  readonly onPoint?: (point: TickPoint, name: string) => void | Promise<void>;
}

/** {@link AutomationOptions} with every default settled. */
export type AutomationSettings = Required<AutomationOptions>;

/** Settles every default. */
export function settleAutomation(options: AutomationOptions): AutomationSettings {
  const {
    reuse = false,
    clock = systemClock,
    random = systemRandom,
    log = silentLogger,
    redact = (text: string) => text,
    poll = 1_000,
    onPoint = () => {},
  } = options;
  return { ...options, reuse, clock, random, log, redact, poll, onPoint };
}
