/**
 * Lets a stream of events end when `signal` is aborted, so that a server that is shut down has not to wait for its readers:
 * they connect again by themselves. Other answers are left as they are.
 */
export function endWith(response: Response, signal: AbortSignal): Response {
  const { body, headers, status } = response;
  if (body === null || headers.get("content-type") !== "text/event-stream") return response;
  const reader = body.getReader();
  // What is being read then ends as if nothing more came.
  const end = () => void reader.cancel().catch(() => undefined);
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  const ended = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await reader.read();
      if (!next.done) return controller.enqueue(next.value);
      signal.removeEventListener("abort", end);
      controller.close();
    },
    cancel(reason) {
      signal.removeEventListener("abort", end);
      return reader.cancel(reason);
    },
  });
  return new Response(ended, { headers, status });
}
