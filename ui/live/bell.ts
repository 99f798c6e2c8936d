/** Wakes everybody who waits for something to change. */
export class Bell {
  readonly #waiting = new Set<() => void>();

  /** Resolves at the next {@link Bell.ring}, or when `signal` is aborted. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      if (signal.aborted) return resolve();
      this.#waiting.add(done);
      signal.addEventListener("abort", done, { once: true });
    });
  }

  /** Wakes all who wait now. */
  ring(): void {
    for (const done of [...this.#waiting]) done();
  }
}
