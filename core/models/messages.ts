import type { Matrix } from "../matrix.ts";

/** When {@link exchangeMessages} ends. */
export interface MessageOptions {
  readonly damping: number;
  readonly maxIterations: number;
  readonly patience: number;
}

/** Who stands for others when the messages end. */
export interface Exemplars {
  /** Rows, ascending. */
  readonly exemplars: readonly number[];
  readonly iterations: number;
  /** Whether the exemplars stayed the same for as many rounds as was asked. */
  readonly converged: boolean;
}

/**
 * The rounds of affinity propagation: responsibilities, then availabilities, until the exemplars stay. A kernel.
 *
 * @param similarities rows x rows, the preference on the diagonal
 */
export function exchangeMessages(similarities: Matrix, options: MessageOptions): Exemplars {
  const { damping, maxIterations, patience } = options;
  const n = similarities.rows;
  const s = similarities.data;
  const responsibilities = new Float64Array(n * n);
  const availabilities = new Float64Array(n * n);
  const sums = new Float64Array(n);
  const chosen = new Uint8Array(n);
  let still = 0;
  for (let round = 0; round < maxIterations; round++) {
    sums.fill(0);
    for (let i = 0; i < n; i++) respond(s, responsibilities, availabilities, sums, i, damping);
    for (let i = 0; i < n; i++) offer(responsibilities, availabilities, sums, i, damping);
    let changed = false;
    let count = 0;
    for (let i = 0, at = 0; i < n; i++, at += n + 1) {
      const is = availabilities[at]! + responsibilities[at]! > 0 ? 1 : 0;
      changed ||= is !== chosen[i];
      chosen[i] = is;
      count += is;
    }
    still = changed ? 1 : still + 1;
    if (round >= patience && still >= patience && count > 0) {
      return { exemplars: placesOf(chosen), iterations: round + 1, converged: true };
    }
  }
  return { exemplars: placesOf(chosen), iterations: maxIterations, converged: false };
}

/** New responsibilities of one row; their positive parts are added up by column. */
function respond(
  s: Float64Array,
  responsibilities: Float64Array,
  availabilities: Float64Array,
  sums: Float64Array,
  i: number,
  damping: number,
): void {
  const n = sums.length;
  const at = i * n;
  let best = -1;
  let most = -Infinity;
  let next = -Infinity;
  for (let o = 0; o < n; o++) {
    const value = availabilities[at + o]! + s[at + o]!;
    if (value > most) {
      next = most;
      most = value;
      best = o;
    } else if (value > next) {
      next = value;
    }
  }
  for (let o = 0; o < n; o++) {
    const found = s[at + o]! - (o === best ? next : most);
    const value = responsibilities[at + o]! * damping + found * (1 - damping);
    responsibilities[at + o] = value;
    sums[o]! += o === i ? value : Math.max(0, value);
  }
}

/** New availabilities to one row. */
function offer(
  responsibilities: Float64Array,
  availabilities: Float64Array,
  sums: Float64Array,
  i: number,
  damping: number,
): void {
  const n = sums.length;
  const at = i * n;
  for (let o = 0; o < n; o++) {
    const found = o === i
      ? sums[o]! - responsibilities[at + o]!
      : Math.min(0, sums[o]! - Math.max(0, responsibilities[at + o]!));
    availabilities[at + o] = availabilities[at + o]! * damping + found * (1 - damping);
  }
}

function placesOf(chosen: Uint8Array): number[] {
  return Array.from(chosen.keys()).filter((i) => chosen[i] === 1);
}
