import type { Clock } from "../../infra/clock.ts";

/** A server-sent event. Those without `id` do not change where a watcher goes on. */
export interface StreamMessage {
  readonly id?: string;
  readonly event: string;
  /** Sent as JSON. */
  readonly data: unknown;
}

/** Settings of {@link eventStream}. */
export interface EventStreamOptions {
  readonly clock: Clock;
  /** Milliseconds of silence after which a comment shows that the connection lives. @default 15000 */
  readonly heartbeat?: number;
}

/** Milliseconds after which a browser connects again. */
const retry = 1_000;

/**
 * An answer of server-sent events. Messages are asked for as fast as the reader takes them; the source's signal is aborted
 * when the reader goes.
 */
export function eventStream(
  source: (signal: AbortSignal) => AsyncIterable<readonly StreamMessage[]>,
  options: EventStreamOptions,
): Response {
  const { clock, heartbeat = 15_000 } = options;
  const gone = new AbortController();
  const encoder = new TextEncoder();
  const messages = source(gone.signal)[Symbol.asyncIterator]();
  let next: Promise<IteratorResult<readonly StreamMessage[]>> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(`retry: ${retry}\n\n`)),
    async pull(controller) {
      next ??= messages.next();
      const found = await within(next, clock, heartbeat);
      if (found === "silence") return controller.enqueue(encoder.encode(": still here\n\n"));
      next = undefined;
      if (found.done !== true) return controller.enqueue(encoder.encode(found.value.map(messageText).join("")));
      controller.close();
    },
    async cancel() {
      gone.abort();
      await next?.catch(() => undefined);
      await messages.return?.();
    },
  });
  const headers = { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" };
  return new Response(body, { headers });
}

async function within<Value>(value: Promise<Value>, clock: Clock, milliseconds: number): Promise<Value | "silence"> {
  const waited = new AbortController();
  const silence = clock.sleep(milliseconds, waited.signal).then(() => "silence" as const, () => "silence" as const);
  try {
    return await Promise.race([value, silence]);
  } finally {
    waited.abort();
  }
}

/** A message as it goes over the wire; line ends in JSON are escaped, so `data` is one line. */
function messageText({ id, event, data }: StreamMessage): string {
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
