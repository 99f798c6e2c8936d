import { Heap } from "./heap.ts";
import type { StepId } from "./types.ts";

/** What is scheduled: a step, or a barrier that stands for steps which are not known yet. */
export interface Task {
  readonly id: StepId;
  /** Lower ones go first. */
  readonly order: number;
  readonly pool?: string | undefined;
}

/** A task that another one waits for. */
export interface Need {
  readonly id: StepId;
  /** Whether the other one goes on when this one fails. */
  readonly lenient: boolean;
}

/** How much may run at once. */
export interface Limits {
  readonly concurrency: number;
  /** By pool; a pool that is not listed has no limit of its own. */
  readonly pools: Readonly<Record<string, number>>;
}

/** Where a task stands; see {@link Scheduler} for the moves. */
export type TaskState = "waiting" | "ready" | "running" | "deferred" | "done" | "failed" | "skipped";

interface Node {
  readonly task: Task;
  readonly barrier: boolean;
  state: TaskState;
  waiting: number;
  readonly edges: { readonly to: Node; readonly lenient: boolean }[];
  /** Failed tasks that made this one skipped. */
  causes: readonly StepId[];
}

/**
 * Decides which task may run next. It does nothing itself and knows no time.
 *
 * ```text
 * waiting → ready → running → done | failed
 *                   running → deferred → ready      its value is made only when one that waits asks for it
 *                   running → waiting               it needs a deferred value
 * waiting | ready | deferred → skipped              something it needs failed
 * ```
 *
 * A barrier waits until it is opened with the tasks it stood for; what needed the barrier then needs those.
 */
export class Scheduler {
  readonly #nodes = new Map<StepId, Node>();
  readonly #ready = new Map<string, Heap<Node>>();
  readonly #busy = new Map<string, number>();
  readonly #limits: Limits;
  #running = 0;
  #skipped: StepId[] = [];

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Number of running tasks. */
  get running(): number {
    return this.#running;
  }

  /** Adds a task; what it needs has been added before. */
  add(task: Task, needs: Iterable<Need>, options: { readonly barrier?: boolean } = {}): void {
    const { barrier = false } = options;
    const node: Node = { task, barrier, state: "waiting", waiting: 0, edges: [], causes: [] };
    this.#nodes.set(task.id, node);
    for (const need of needs) this.#connect(this.#node(need.id), node, need.lenient);
    this.#release(node);
  }

  /** Takes the first ready task that the limits allow, and counts it as running. */
  next(): Task | undefined {
    if (this.#running >= this.#limits.concurrency) return undefined;
    let first: Node | undefined;
    for (const [pool, heap] of this.#ready) {
      while (heap.peek() !== undefined && heap.peek()!.state !== "ready") heap.pop();
      const node = heap.peek();
      if (node === undefined || this.#isFull(pool)) continue;
      if (first === undefined || node.task.order < first.task.order) first = node;
    }
    if (first === undefined) return undefined;
    const pool = first.task.pool ?? "";
    this.#ready.get(pool)!.pop();
    this.#busy.set(pool, (this.#busy.get(pool) ?? 0) + 1);
    this.#running++;
    first.state = "running";
    return first.task;
  }

  /** A running task succeeded. */
  done(id: StepId): void {
    this.#leave(id, "done");
    this.#letGo(this.#node(id));
  }

  /** A running task failed: what needs it is skipped. */
  failed(id: StepId): void {
    const node = this.#leave(id, "failed");
    node.causes = [id];
    this.#spread(node);
  }

  /** A running task is not to be: what needs it is skipped for the same causes. */
  skip(id: StepId, causes: readonly StepId[]): void {
    const node = this.#leave(id, "waiting");
    this.#markSkipped(node, causes);
    this.#spread(node);
  }

  /** A running task need not be done as long as nobody asks for it with {@link Scheduler.waitFor}. */
  deferred(id: StepId): void {
    this.#leave(id, "deferred");
    this.#letGo(this.#node(id));
  }

  /** A running task waits again, for `needs`; deferred ones among them become ready. */
  waitFor(id: StepId, needs: Iterable<StepId>): void {
    const node = this.#leave(id, "waiting");
    for (const need of needs) {
      const needed = this.#node(need);
      if (needed.state === "deferred") {
        needed.state = "waiting";
        this.#release(needed);
      }
      this.#connect(needed, node, false);
    }
    this.#release(node);
  }

  /** Opens a barrier: what needs it needs `members`, which have been added, instead. */
  open(barrier: StepId, members: readonly StepId[]): void {
    const node = this.#node(barrier);
    if (node.state === "skipped") return;
    const edges = node.edges.splice(0);
    node.state = "done";
    for (const { to, lenient } of edges) {
      for (const member of members) this.#connect(this.#node(member), to, lenient);
      to.waiting--;
      this.#release(to);
    }
  }

  state(id: StepId): TaskState {
    return this.#node(id).state;
  }

  /** Failed tasks behind a failed or skipped one. */
  causes(id: StepId): readonly StepId[] {
    return this.#node(id).causes;
  }

  /** Tasks that were skipped since this was last asked. */
  takeSkipped(): readonly StepId[] {
    const skipped = this.#skipped;
    this.#skipped = [];
    return skipped;
  }

  #node(id: StepId): Node {
    const node = this.#nodes.get(id);
    if (node === undefined) throw new TypeError(`Cannot schedule "${id}": it was not added`);
    return node;
  }

  #isFull(pool: string): boolean {
    if (pool === "" || !Object.hasOwn(this.#limits.pools, pool)) return false;
    return (this.#busy.get(pool) ?? 0) >= this.#limits.pools[pool]!;
  }

  #connect(from: Node, to: Node, lenient: boolean): void {
    const settled = from.state === "done" || from.state === "deferred";
    const lost = from.state === "failed" || from.state === "skipped";
    if (settled || (lost && (lenient && !from.barrier))) return;
    if (lost) {
      this.#markSkipped(to, from.causes);
      return;
    }
    from.edges.push({ to, lenient });
    to.waiting++;
  }

  #leave(id: StepId, state: TaskState): Node {
    const node = this.#node(id);
    if (node.state !== "running") throw new TypeError(`Cannot settle "${id}": it is ${node.state}, not running`);
    const pool = node.task.pool ?? "";
    this.#busy.set(pool, this.#busy.get(pool)! - 1);
    this.#running--;
    node.state = state;
    return node;
  }

  #letGo(node: Node): void {
    for (const { to } of node.edges.splice(0)) {
      to.waiting--;
      this.#release(to);
    }
  }

  #release(node: Node): void {
    if (node.barrier || node.state !== "waiting" || node.waiting > 0) return;
    node.state = "ready";
    const pool = node.task.pool ?? "";
    let heap = this.#ready.get(pool);
    if (heap === undefined) {
      heap = new Heap<Node>((a, b) => a.task.order < b.task.order);
      this.#ready.set(pool, heap);
    }
    heap.push(node);
  }

  /** Skips, from `lost` on, all that cannot do without it. */
  #spread(lost: Node): void {
    const stack = [lost];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      for (const { to, lenient } of node.edges.splice(0)) {
        if (lenient && !node.barrier) {
          to.waiting--;
          this.#release(to);
        } else if (this.#markSkipped(to, node.causes)) {
          stack.push(to);
        }
      }
    }
  }

  #markSkipped(node: Node, causes: readonly StepId[]): boolean {
    if (node.state !== "waiting" && node.state !== "ready" && node.state !== "deferred") return false;
    node.state = "skipped";
    node.causes = causes;
    this.#skipped.push(node.task.id);
    return true;
  }
}
