/** Something that goes on until it is told to end: a loop of the daemon. */
export interface Service {
  /** For messages, such as `schedules`. */
  readonly name: string;
  /** Ends when `signal` is aborted, and only then; faults that pass are logged and lived through. */
  run(signal: AbortSignal): Promise<void>;
}
