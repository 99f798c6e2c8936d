import { type Clock, systemClock } from "../clock.ts";
import type { Alert, Channel } from "./alert.ts";
import { type HttpOptions, postJson } from "./http_post.ts";

/** Header that carries the signature: `t=<seconds since 1970>,v1=<hexadecimal HMAC-SHA256 of "<t>.<body>">`. */
const signatureHeader = "alert-signature";

/** Header that carries the alert's id, the same for each delivery of it. */
const idHeader = "alert-id";

/** Settings of a generic webhook. */
export interface WebhookOptions extends HttpOptions {
  /** Key that bodies are signed with. @default they are not signed */
  readonly secret?: string | undefined;
}

/** Posts the alert as JSON. With a `secret`, the receiver can prove who sent it and refuse old ones. */
export function webhookChannel(name: string, url: string, options: WebhookOptions = {}): Channel<Alert> {
  const { clock = systemClock, secret } = options;
  return {
    name,
    async send(alert, signal) {
      const body = JSON.stringify({ ...alert, time: new Date(alert.time).toISOString() });
      const signed = secret === undefined ? {} : { [signatureHeader]: await signature(body, secret, clock) };
      await postJson({ url, body, headers: { [idHeader]: alert.id, ...signed } }, options, signal);
    },
  };
}

async function signature(body: string, secret: string, clock: Clock): Promise<string> {
  const seconds = Math.floor(clock.now() / 1_000);
  return `t=${seconds},v1=${await hmac(`${seconds}.${body}`, secret)}`;
}

async function hmac(text: string, secret: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
