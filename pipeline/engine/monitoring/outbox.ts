import type { RunId } from "../types.ts";

/** States of a delivery; `dead` ones are kept until somebody looks. */
export const deliveryStates = ["waiting", "sent", "dead"] as const;

/** One of {@link deliveryStates}. */
export type DeliveryState = (typeof deliveryStates)[number];

/** A message on its way to a channel. */
export interface Delivery {
  readonly id: number;
  /** Unique: what has one is never recorded twice. */
  readonly key: string;
  readonly channel: string;
  /** JSON, in no channel's words. */
  readonly body: string;
  readonly state: DeliveryState;
  /** Tries so far. */
  readonly attempts: number;
  readonly createdAt: number;
  /** Not tried before. */
  readonly nextAt: number;
  readonly endedAt?: number;
  /** Why the last try failed. */
  readonly error?: string;
}

/** What is to be told of something, unless the same was told a short time ago. */
export interface Notice {
  /** What counts as the same. */
  readonly sameKey: string;
  /** Milliseconds within which the same is not told again; 0 for always. */
  readonly window: number;
  /** Things that may be told again from now on. */
  readonly ends?: readonly string[];
  readonly time: number;
  /** The messages; `suppressed` is how often the same was not told since it was told last. */
  readonly messages: (suppressed: number) => readonly Pick<Delivery, "key" | "channel" | "body">[];
}

/** A tick that failed, as it is told. */
export interface FailedTick {
  readonly kind: string;
  readonly name: string;
  readonly time: number;
  readonly endedAt: number;
  readonly message?: string;
}

/** Which deliveries are listed. */
export interface DeliveryFilter {
  /** @default all states */
  readonly state?: DeliveryState;
  /** @default all channels */
  readonly channel?: string;
  /** Only those with a smaller id. @default from the newest on */
  readonly before?: number;
  /** @default 50 */
  readonly limit?: number;
}

/** Messages of one channel in one state. */
export interface DeliveryCount {
  readonly channel: string;
  readonly state: DeliveryState;
  readonly count: number;
  /** When the newest of them was recorded. */
  readonly newest: number;
}

/** What a {@link Notice} left behind. */
export interface ToldNotice {
  readonly sameKey: string;
  /** When it was told last. */
  readonly time: number;
  /** How often the same was not told since then. */
  readonly suppressed: number;
}

/** What is to be told and what was; in the history's database, so that nothing is lost with a process. */
export interface Outbox {
  /**
   * Judges a subject, once and for all: its notices become deliveries in one transaction.
   * @returns how many were recorded; undefined when the subject was judged before
   */
  judge(subject: string, time: number, notices: readonly Notice[]): Promise<number | undefined>;
  /** When a subject was judged. */
  judgedAt(subject: string): Promise<number | undefined>;
  /** Records messages that are not yet known by their keys. */
  put(messages: readonly Pick<Delivery, "key" | "channel" | "body">[], time: number): Promise<void>;
  /** Runs that ended after `since` and were not judged, oldest first. */
  unjudged(since: number, limit: number): Promise<readonly RunId[]>;
  /** Ticks that failed after `since`, oldest first. */
  failedTicks(since: number): Promise<readonly FailedTick[]>;
  /** Takes the oldest message of a channel that is due; nobody else gets it before `until`. */
  claim(channel: string, now: number, until: number): Promise<Delivery | undefined>;
  sent(delivery: Delivery, time: number): Promise<void>;
  /** Records a failed try; without `nextAt` there is no further one. */
  failed(
    delivery: Delivery,
    end: { readonly error: string; readonly time: number; readonly nextAt?: number },
  ): Promise<void>;
  /** When the next message of one of the channels is due. */
  nextDue(channels: readonly string[]): Promise<number | undefined>;
  /** Newest first. */
  list(options?: DeliveryFilter): Promise<readonly Delivery[]>;
  /** How many messages each channel has in each state. */
  counts(): Promise<readonly DeliveryCount[]>;
  /** What was told and has neither ended nor been forgotten, newest first. */
  told(limit: number): Promise<readonly ToldNotice[]>;
  /** Lets dead messages (all, or one) be tried anew. @returns how many */
  retry(time: number, id?: number): Promise<number>;
  /** Forgets dead messages (all, or one). @returns how many */
  drop(id?: number): Promise<number>;
  /** Forgets what was sent or judged before `before`. */
  prune(before: number): Promise<void>;
}
