/** Rows and columns of a terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Where text for a person or a script goes. */
export interface OutputStream {
  /** Writes at once. After the reader has gone away this does nothing. */
  write(text: string): void;
  /** Whether a person looks at it. */
  readonly isTerminal: boolean;
  /** Whether the reader has gone away, as `head` does. */
  readonly closed: boolean;
  /** Current size; 80 x 24 where nobody can tell. */
  size(): Size;
}

/** The part of `Deno.stdout` that an {@link OutputStream} needs. */
export interface SyncWriter {
  writeSync(bytes: Uint8Array): number;
  isTerminal(): boolean;
}

const unknownSize: Size = { columns: 80, rows: 24 };

/** Wraps standard output or standard error; a reader that is gone is remembered, not reported. */
export function outputStream(writer: SyncWriter, measure: () => Size = terminalSize): OutputStream {
  const encoder = new TextEncoder();
  const isTerminal = writer.isTerminal();
  let closed = false;
  return {
    isTerminal,
    get closed() {
      return closed;
    },
    size: measure,
    write(text) {
      if (closed) return;
      try {
        writeAll(writer, encoder.encode(text));
      } catch (error) {
        if (!isGone(error)) throw error;
        closed = true;
      }
    },
  };
}

function writeAll(writer: SyncWriter, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    try {
      done += writer.writeSync(bytes.subarray(done));
    } catch (error) {
      // A pipe that another program made non-blocking and that is full right now.
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
    }
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset;
}

function terminalSize(): Size {
  try {
    const { columns, rows } = Deno.consoleSize();
    return columns > 0 && rows > 0 ? { columns, rows } : unknownSize;
  } catch {
    return unknownSize;
  }
}

/** An output that keeps what is written; for tests and for text that is shown later. */
export interface CollectedOutput extends OutputStream {
  /** Everything that was written. */
  text(): string;
}

/** Collects output in memory. */
export function collectOutput(options: Partial<Size> & { readonly isTerminal?: boolean } = {}): CollectedOutput {
  const { isTerminal = false, columns = 80, rows = 24 } = options;
  let text = "";
  return {
    isTerminal,
    closed: false,
    size: () => ({ columns, rows }),
    write(part) {
      text += part;
    },
    text: () => text,
  };
}
