import { type Clock, systemClock } from "../clock.ts";
import { DeliveryError } from "./alert.ts";
import { requireNet } from "./net_permission.ts";
import { withTimeout } from "./timeout.ts";

/** Settings of channels that speak HTTP. */
export interface HttpOptions {
  /** Milliseconds that one message may take. @default 10000 */
  readonly timeout?: number;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/** What {@link postJson} sends. */
export interface JsonPost {
  readonly url: string;
  readonly body: string;
  /** @default {} */
  readonly headers?: Readonly<Record<string, string>>;
}

const mostRedirects = 3;

/**
 * Posts JSON and resolves once the server has taken it (2xx). Redirects that keep method and host are followed, others are not:
 * what is sent is meant for that host alone.
 *
 * @throws {DeliveryError} when the server cannot be reached, is too slow, or answers anything else
 */
export async function postJson(post: JsonPost, options: HttpOptions = {}, signal?: AbortSignal): Promise<void> {
  const { timeout = 10_000, clock = systemClock } = options;
  const { url, authorization } = targetOf(post.url);
  await requireNet(url.hostname, Number(url.port || (url.protocol === "https:" ? 443 : 80)));
  const headers = { "content-type": "application/json", ...authorization, ...post.headers };
  await withTimeout({ timeout, clock, signal }, (signal) => send(url, { headers, body: post.body, signal }, 0));
}

/** Whether a text is an address that may be posted to. */
export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** User and password of the address become a header: they are no part of what is asked for. */
function targetOf(text: string): { readonly url: URL; readonly authorization: Readonly<Record<string, string>> } {
  if (!isHttpUrl(text)) throw new DeliveryError("its address is no http or https URL", { permanent: true });
  const url = new URL(text);
  if (url.username === "" && url.password === "") return { url, authorization: {} };
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  [url.username, url.password] = ["", ""];
  const encoded = btoa(String.fromCharCode(...new TextEncoder().encode(pair)));
  return { url, authorization: { authorization: `Basic ${encoded}` } };
}

interface Sending {
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly signal: AbortSignal;
}

async function send(url: URL, sending: Sending, redirects: number): Promise<void> {
  const response = await answerOf(url, sending);
  await response.body?.cancel();
  if (response.ok) return;
  const location = response.headers.get("location");
  if ((response.status === 307 || response.status === 308) && location !== null && redirects < mostRedirects) {
    const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
    if (next?.origin === url.origin) return await send(next, sending, redirects + 1);
  }
  throw refusal(response);
}

/** The runtime's own messages name the address, which is often the secret: they are told in other words. */
async function answerOf(url: URL, { headers, body, signal }: Sending): Promise<Response> {
  try {
    return await fetch(url, { method: "POST", redirect: "manual", headers, body, signal });
  } catch (error) {
    signal.throwIfAborted();
    const text = error instanceof Error ? `${error} ${error.cause}` : "";
    if (/certificate|tls|ssl/i.test(text)) throw new DeliveryError("its certificate cannot be trusted");
    if (/dns|resolve|lookup|name or service/i.test(text)) throw new DeliveryError("its host name is not known");
    if (/refused/i.test(text)) throw new DeliveryError("nothing listens at its address");
    throw new DeliveryError("the connection ended before it answered");
  }
}

function refusal({ status, headers }: Response): DeliveryError {
  const message = `it answered ${status}`;
  if (status >= 300 && status < 400) {
    return new DeliveryError(`${message}, a redirect that is not followed`, { permanent: true });
  }
  const seconds = Number(headers.get("retry-after") ?? NaN);
  const retryAfter = Number.isFinite(seconds) && seconds >= 0 ? { retryAfter: Math.min(seconds, 3_600) * 1_000 } : {};
  const again = status >= 500 || status === 408 || status === 425 || status === 429;
  return new DeliveryError(message, { permanent: !again, ...retryAfter });
}
