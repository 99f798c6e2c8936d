import type { MiddlewareHandler } from "hono";
import { Refused } from "./request.ts";

const loopback: readonly string[] = ["127.0.0.1", "localhost", "::1"];

/** Whether a host name is one of this machine's own: `127.0.0.1`, `localhost` or `::1`, without port or brackets. */
export function isLoopback(host: string): boolean {
  return loopback.includes(host.toLowerCase());
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** Headers of every answer, also of those that no route gave. */
export const safeHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": policy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

/** Adds the headers that keep a browser from running, framing or leaking anything; nothing is kept unless a route says so. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(safeHeaders)) c.res.headers.set(name, value);
  if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
};

/**
 * Refuses requests that name another host than this machine, so that a foreign page whose name was re-bound to 127.0.0.1
 * reads nothing. Where callers log in their cookies belong to one name, and no such page has them.
 */
export const thisMachineOnly: MiddlewareHandler = async (c, next) => {
  const named = c.req.header("host");
  const hosts = [new URL(c.req.url).hostname, ...(named === undefined ? [] : [hostOf(named)])];
  if (!hosts.every((host) => isLoopback(host.replace(/^\[|\]$/g, "")))) {
    throw new Refused(403, "Not for others", "Cannot answer: this server is for 127.0.0.1, localhost and [::1] only");
  }
  return await next();
};

/**
 * Refuses what a page of another server asks a browser for, as by an image, a script or `fetch`: it could not read the answer,
 * but make this server work, and learn from how long that takes. Whoever follows a link there is let in.
 */
export const ownPagesOnly: MiddlewareHandler = async (c, next) => {
  const site = c.req.header("sec-fetch-site");
  if (site === undefined || site === "same-origin" || site === "none") return await next();
  const [mode, target] = [c.req.header("sec-fetch-mode"), c.req.header("sec-fetch-dest")];
  if (c.req.method === "GET" && mode === "navigate" && target === "document") return await next();
  throw new Refused(403, "Not for others", "Cannot answer: the request comes from a page of another server");
};

/** Refuses changes that another server's page asks for, or that do not carry JSON, which a foreign form cannot send. */
export const ownChangesOnly: MiddlewareHandler = async (c, next) => {
  if (c.req.method === "GET" || c.req.method === "HEAD") return await next();
  if (!c.req.path.startsWith("/api/")) {
    throw new Refused(405, "Only for reading", "Cannot answer: only GET and HEAD are available here");
  }
  if (!isOwnPage(c.req.header("origin"), new URL(c.req.url), c.req.header("host"))) {
    throw new Refused(403, "Not for others", "Cannot answer: the request comes from a page of another server");
  }
  if (c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() !== "application/json") {
    const remedy = "Send content-type: application/json.";
    throw new Refused(415, "Not JSON", "Cannot answer: changes are asked for in JSON", remedy);
  }
  return await next();
};

/** Whether a request comes from a page of this server, or from no page at all. */
function isOwnPage(origin: string | undefined, url: URL, named: string | undefined): boolean {
  if (origin === undefined) return true;
  // Behind a proxy that speaks HTTPS the protocol that arrives here is another one.
  return origin.replace(/^https?:\/\//, "") === (named ?? url.host);
}

function hostOf(header: string): string {
  return header.replace(/:\d*$/, "");
}
