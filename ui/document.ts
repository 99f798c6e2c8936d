import type { Context } from "hono";
import type { Child } from "hono/jsx";

/** A document as the answer. */
export function page(
  c: Context,
  document: Child,
  status: 200 | 400 | 401 | 403 | 404 | 409 | 429 | 500 = 200,
): Response {
  return c.html(`<!DOCTYPE html>${document}`, status);
}
