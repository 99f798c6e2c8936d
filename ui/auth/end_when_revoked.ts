import type { Clock } from "../../infra/clock.ts";

/** Milliseconds between two looks at whether a reader may still read. */
const interval = 5_000;

/**
 * Lets a stream of events end when `mayRead` says no: a login that is over, or was taken away, ends what it opened. It is asked
 * when there is something to send, of which there is a sign of life every 15 seconds. Other answers are left as they are.
 */
export function endWhenRevoked(response: Response, mayRead: () => Promise<boolean>, clock: Clock): Response {
  const { body, headers, status } = response;
  if (body === null || headers.get("content-type") !== "text/event-stream") return response;
  const reader = body.getReader();
  let asked = clock.elapsed();
  const checked = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await reader.read();
      if (next.done) return controller.close();
      if (clock.elapsed() - asked < interval) return controller.enqueue(next.value);
      asked = clock.elapsed();
      if (await mayRead()) return controller.enqueue(next.value);
      await reader.cancel();
      controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(checked, { headers, status });
}
