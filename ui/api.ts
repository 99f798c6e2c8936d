import { Hono } from "hono";
import { assetDetail, assetList, jobDetail, jobList } from "./asset_queries.ts";
import { eventQuery, found, runFilter } from "./request.ts";
import { eventPage, runDetail, runPage } from "./run_queries.ts";
import type { Source } from "./source.ts";

/**
 * The API, version 1: JSON of the same values that the pages show. Times are milliseconds since 1970, durations
 * milliseconds. Lists that can grow without end have `next`, the value of `before` (runs) or `after` (events) that
 * gives the page that follows.
 */
export function createApi(source: Source, about: { readonly version: string; readonly environment: string }): Hono {
  const api = new Hono();
  const query = (url: string) => new URL(url).searchParams;
  api.get("/health", async (c) => {
    await source.history.runs({ limit: 1 });
    return c.json({ status: "ok", ...about, time: source.clock.now() });
  });
  api.get("/runs", async (c) => c.json(await runPage(source, runFilter(query(c.req.url)))));
  api.get("/runs/:id", async (c) => {
    const id = c.req.param("id");
    return c.json(found(await runDetail(source, id), "run", id));
  });
  api.get("/runs/:id/events", async (c) => {
    const id = c.req.param("id");
    found(await source.history.run(id), "run", id);
    return c.json(await eventPage(source.history, id, eventQuery(query(c.req.url))));
  });
  api.get("/assets", async (c) => c.json({ items: await assetList(source) }));
  api.get("/assets/:name{.+}", async (c) => {
    const name = c.req.param("name");
    return c.json(found(await assetDetail(source, name), "asset", name));
  });
  api.get("/jobs", async (c) => c.json({ items: await jobList(source) }));
  api.get("/jobs/:name{.+}", async (c) => {
    const name = c.req.param("name");
    return c.json(found(await jobDetail(source, name), "job", name));
  });
  return api;
}
