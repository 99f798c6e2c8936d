import { createHash } from "node:crypto";
import { Hono } from "hono";

/** The files that browsers ask for beside pages. */
export interface StaticFiles {
  readonly routes: Hono;
  /** Address of the stylesheet; changes with its content, as that of the script does. */
  readonly stylesheet: string;
  readonly script: string;
}

const icon =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#0f766e"/>` +
  `<g fill="#fff"><circle cx="5" cy="5.5" r="2.2"/><circle cx="11.2" cy="6" r="1.5"/><circle cx="9" cy="11.3" r="2.6"/></g></svg>`;

/** Parts of the stylesheet, in order: later rules win. */
const parts = [
  "base",
  "frame",
  "controls",
  "tables",
  "states",
  "drawings",
  "log",
  "runs",
  "launch",
  "home",
  "charts",
  "clusters",
  "data",
  "lineage",
  "operation",
  "palette",
  "small",
] as const;

const types = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8" } as const;

/** Reads stylesheet and scripts, and serves them below an address that may be kept for ever: it changes with them. */
export function staticFiles(): StaticFiles {
  const place = (name: string) => new URL(`./static/${name}`, import.meta.url);
  const css = parts.map((part) => Deno.readTextFileSync(place(`${part}.css`))).join("\n");
  const scripts = [...Deno.readDirSync(place("js"))].map(({ name }) => name).filter((name) => name.endsWith(".js"));
  const files = new Map([
    ["app.css", css],
    ...scripts.map((name) => [`js/${name}`, Deno.readTextFileSync(place(`js/${name}`))] as const),
  ]);
  const version = digest([...files].flat().join("\0"));
  const routes = new Hono();
  routes.get("/icon.svg", (c) => {
    return c.body(icon, 200, { "content-type": "image/svg+xml", "cache-control": "public, max-age=86400" });
  });
  routes.get("/:version/:name{.+}", (c) => {
    const { name, version: asked } = c.req.param();
    const text = files.get(name);
    if (text === undefined) return c.notFound();
    const headers = {
      "content-type": name.endsWith(".css") ? types.css : types.js,
      "cache-control": asked === version ? "public, max-age=31536000, immutable" : "no-cache",
    };
    return c.body(text, 200, headers);
  });
  return { routes, stylesheet: `/static/${version}/app.css`, script: `/static/${version}/js/main.js` };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
