import { kernelText } from "./bytes.ts";

/** The compiled kernels; addresses and sizes are in bytes. Their source says what each does: core/kernels/*.as.ts. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  readonly columnSums: (groups: number, columns: number, x: number, sums: number) => void;
  readonly shiftColumns: (groups: number, columns: number, x: number, offsets: number, squares: number) => void;
  readonly sumShifted: (groups: number, columns: number, x: number, offsets: number, sums: number) => void;
  readonly nearestWith: (
    groups: number,
    columns: number,
    x: number,
    points: number,
    padded: number,
    nearest: number,
    found: number,
    sums: number,
    spare: number,
  ) => void;
  readonly runningSums: (count: number, values: number, out: number) => number;
  readonly assignRows: (fit: number, fresh: boolean) => number;
  readonly moveCentres: (fit: number, step: boolean) => number;
  readonly ownSquares: (fit: number, out: number) => number;
  readonly exchangePass: (fit: number) => number;
  readonly cellSums: (
    from: number,
    to: number,
    rows: number,
    columns: number,
    stride: number,
    x: number,
    ends: number,
    cells: number,
    sums: number,
    spare: number,
  ) => void;
  readonly pathLengths: (
    rows: number,
    bytes: number,
    x: number,
    tree: number,
    depth: number,
    leaves: number,
    lengths: number,
  ) => void;
  readonly columnProducts: (rows: number, columns: number, x: number, width: number, out: number) => void;
  readonly projectRows: (
    groups: number,
    columns: number,
    x: number,
    means: number,
    directions: number,
    padded: number,
    count: number,
    out: number,
  ) => number;
  readonly tableSquares: (
    columns: number,
    stride: number,
    table: number,
    point: number,
    count: number,
    out: number,
  ) => void;
}

/**
 * Memory that kernels work on. Once disposed of, it goes to the next arena, and the views of it mean nothing any more; what
 * is never disposed of is freed when nobody holds it.
 */
export interface Arena extends Disposable {
  readonly kernels: Kernels;
  /**
   * The address of new room, a multiple of 16. It holds zeros. Views from before are dead afterwards.
   *
   * @throws {RangeError} when there is no such memory: at most 4 GB in all
   */
  allocate(bytes: number): number;
  /** A view, until the next allocation. */
  f64(address: number, length: number): Float64Array<ArrayBuffer>;
  /** A view, until the next allocation. */
  i32(address: number, length: number): Int32Array<ArrayBuffer>;
}

const pageBytes = 65536;
/** Memory above this is not kept for the next arena. */
const mostKept = 2 ** 26;

/** What is kept of compiling and of memory, since both take longer to make than most arenas are used. */
const kept: { module?: WebAssembly.Module; kernels?: Kernels } = {};

function takeKernels(): Kernels {
  const { kernels } = kept;
  delete kept.kernels;
  if (kernels !== undefined) return kernels;
  kept.module ??= new WebAssembly.Module(Uint8Array.from(atob(kernelText), (character) => character.charCodeAt(0)));
  return new WebAssembly.Instance(kept.module).exports as unknown as Kernels;
}

/** An arena with an instance of the kernels. They are compiled when the first one is made. */
export function createArena(): Arena {
  const kernels = takeKernels();
  const { memory } = kernels;
  // The first page is the kernels' own.
  let end = pageBytes;
  return {
    kernels,
    allocate: (bytes) => {
      const address = end;
      const size = Math.ceil(bytes / 16) * 16;
      const missing = address + size - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
      end += size;
      new Uint8Array(memory.buffer, address, size).fill(0);
      return address;
    },
    f64: (address, length) => new Float64Array(memory.buffer as ArrayBuffer, address, length),
    i32: (address, length) => new Int32Array(memory.buffer as ArrayBuffer, address, length),
    [Symbol.dispose]: () => {
      if (memory.buffer.byteLength <= mostKept) kept.kernels = kernels;
    },
  };
}
