import type { Clock } from "../../infra/clock.ts";
import { Refused } from "../request.ts";

/** What a request's content may be. */
export interface BodyLimit {
  readonly bytes: number;
  /** Milliseconds until all of it must be there. */
  readonly milliseconds: number;
}

/** The request with all of its content, which is neither too large nor too slow. @throws {Refused} with 413 or 408 */
export async function readBody(request: Request, limit: BodyLimit, clock: Clock): Promise<Request> {
  const { bytes, milliseconds } = limit;
  if (request.body === null) return request;
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > bytes) throw tooLarge(bytes);
  const end = new AbortController();
  const reader = request.body.getReader();
  const late = clock.sleep(milliseconds, end.signal).then(() => "late" as const, () => "ended" as const);
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const part = await Promise.race([reader.read(), late]);
      if (part === "late") throw new Refused(408, "Too slow", "Cannot read the request: it takes too long to arrive");
      if (part === "ended" || part.done) break;
      size += part.value.length;
      if (size > bytes) throw tooLarge(bytes);
      parts.push(part.value);
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    throw error;
  } finally {
    end.abort();
  }
  return new Request(request, { body: new Blob(parts as Uint8Array<ArrayBuffer>[]) });
}

function tooLarge(bytes: number): Refused {
  return new Refused(
    413,
    "Too large",
    `Cannot read the request: it is larger than ${bytes} bytes`,
    "Send less at once.",
  );
}
