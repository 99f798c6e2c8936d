import type { LogLevel } from "../log.ts";

/** Something that people or programs are told, in no channel's words yet. Secrets are taken out before one is made. */
export interface Alert {
  /** Unique: what is delivered twice after a crash can be told by it. */
  readonly id: string;
  /** What happened, such as `run_failed`. */
  readonly event: string;
  readonly level: LogLevel;
  /** Whether it tells the end of what an earlier alert with the same labels told. */
  readonly resolved: boolean;
  /** One line. */
  readonly title: string;
  /** Some lines, without mark-up. */
  readonly text: string;
  /** Milliseconds since 1970 at which it happened. */
  readonly time: number;
  /** What identifies the trouble, such as its job; the same for its end. */
  readonly labels: Readonly<Record<string, string>>;
  /** Further facts in the order in which they are shown. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Where to look at it. */
  readonly link?: string;
}

/** A place that messages are sent to. */
export interface Channel<Message> {
  /** What errors and lists call it. */
  readonly name: string;
  /**
   * Sends one message, once.
   * @throws {DeliveryError} when it was not taken, or is not known to have been taken
   */
  send(message: Message, signal?: AbortSignal): Promise<void>;
}

/** Why a message was not taken; its text holds neither addresses nor passwords. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  /** Whether trying again cannot help. */
  readonly permanent: boolean;
  /** Milliseconds that the other side asks to wait. */
  readonly retryAfter: number | undefined;

  constructor(message: string, options: { readonly permanent?: boolean; readonly retryAfter?: number } = {}) {
    super(message);
    this.permanent = options.permanent ?? false;
    this.retryAfter = options.retryAfter;
  }
}
