/** What a {@link DataError} carries beside its message. */
export interface DataErrorOptions {
  /** Where it is: a row, a column, a cluster. */
  readonly place?: string | undefined;
  /** What the reader should do next, as one or two sentences. */
  readonly remedy?: string | undefined;
}

/**
 * The data cannot be worked with: a value that is not a number, too few rows, no common stores.
 *
 * Programmer mistakes (shapes that do not fit, options out of range) throw `TypeError` or `RangeError` instead.
 * Callers show `place` and `remedy` beside the message.
 */
export class DataError extends Error {
  override readonly name = "DataError";
  /** Where it is, if known. */
  readonly place: string | undefined;
  /** What to do next, if known. */
  readonly remedy: string | undefined;

  constructor(message: string, options: DataErrorOptions = {}) {
    super(message);
    this.place = options.place;
    this.remedy = options.remedy;
  }
}
