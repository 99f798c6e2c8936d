import { createHash } from "node:crypto";

/**
 * A JSON answer with an entity tag of its content, which whoever asks may keep if it asks again each time; an empty 304
 * when `If-None-Match` names the tag (weak comparison, RFC 9110 section 13.1.2).
 */
export function taggedJson(value: unknown, known: string | undefined): Response {
  const body = JSON.stringify(value);
  const etag = `W/"${createHash("sha256").update(body).digest("base64url")}"`;
  const headers = { etag, "cache-control": "private, no-cache" };
  if (knows(known, etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, "content-type": "application/json" } });
}

function knows(known: string | undefined, etag: string): boolean {
  if (known === undefined) return false;
  const opaque = (tag: string) => tag.trim().replace(/^W\//, "");
  return known.trim() === "*" || known.split(",").some((tag) => opaque(tag) === opaque(etag));
}
