import { createHash } from "node:crypto";
import { Hono } from "hono";

/** The files that browsers ask for beside pages. */
export interface StaticFiles {
  readonly routes: Hono;
  /** Address of the stylesheet; changes with its content. */
  readonly stylesheet: string;
}

const icon =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#0f766e"/>` +
  `<g fill="#fff"><circle cx="5" cy="5.5" r="2.2"/><circle cx="11.2" cy="6" r="1.5"/><circle cx="9" cy="11.3" r="2.6"/></g></svg>`;

/** Parts of the stylesheet, in order: later rules win. */
const parts = ["base", "frame", "tables", "states", "drawings", "log", "small"] as const;

/** Reads the stylesheet and serves it under an address that may be kept for ever. */
export function staticFiles(): StaticFiles {
  const css = parts.map((part) => Deno.readTextFileSync(new URL(`./static/${part}.css`, import.meta.url))).join("\n");
  const hash = createHash("sha256").update(css).digest("hex").slice(0, 16);
  const routes = new Hono();
  routes.get("/app.css", (c) => {
    const headers = { "content-type": "text/css; charset=utf-8", etag: `"${hash}"` };
    const keep = c.req.query("v") === hash ? "public, max-age=31536000, immutable" : "no-cache";
    if (c.req.header("if-none-match") === headers.etag) return c.body(null, 304, { ...headers, "cache-control": keep });
    return c.body(css, 200, { ...headers, "cache-control": keep });
  });
  routes.get("/icon.svg", (c) => {
    return c.body(icon, 200, { "content-type": "image/svg+xml", "cache-control": "public, max-age=86400" });
  });
  return { routes, stylesheet: `/static/app.css?v=${hash}` };
}
