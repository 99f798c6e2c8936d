/** Bytes of a file that stand together in memory. */
export interface FileChunk {
  /** The bytes; what stands behind `length` is not of this file. */
  readonly bytes: Uint8Array;
  readonly length: number;
  /** Byte of the file that `bytes` starts at. */
  readonly offset: number;
  /** Whether the file ends here. */
  readonly last: boolean;
}

const chunkBytes = 8 << 20;

/**
 * Reads a file from `offset` on in chunks. The consumer sets `used` to the bytes that it is done with; the others come
 * again at the start of the next chunk.
 *
 * @throws RangeError when a full chunk is not used at all
 */
export class ChunkReader {
  used = 0;
  readonly #path: string;
  readonly #start: number;
  readonly #signal: AbortSignal | undefined;

  constructor(path: string, start: number, signal: AbortSignal | undefined) {
    this.#path = path;
    this.#start = start;
    this.#signal = signal;
  }

  async *chunks(): AsyncGenerator<FileChunk> {
    using file = await Deno.open(this.#path, { read: true });
    let offset = await file.seek(this.#start, Deno.SeekMode.Start);
    const bytes = new Uint8Array(chunkBytes);
    let length = 0;
    for (let last = false; !last;) {
      this.#signal?.throwIfAborted();
      while (length < bytes.length) {
        const n = await file.read(bytes.subarray(length));
        last = n === null;
        if (n === null) break;
        length += n;
      }
      this.used = 0;
      yield { bytes, length, offset, last };
      if (this.used === 0 && !last) throw new RangeError("Cannot read on: nothing of the chunk was used");
      bytes.copyWithin(0, this.used, length);
      offset += this.used;
      length -= this.used;
    }
  }
}
