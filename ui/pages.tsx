import { type Context, Hono } from "hono";
import type { Child } from "hono/jsx";
import { assetDetail, assetList, jobDetail, jobList } from "./asset_queries.ts";
import { eventQuery, found, runFilter } from "./request.ts";
import { eventPage, overview, runDetail, runPage } from "./run_queries.ts";
import type { Source } from "./source.ts";
import { AssetPage } from "./views/asset.tsx";
import { Assets } from "./views/assets.tsx";
import { Home } from "./views/home.tsx";
import { JobPage, Jobs } from "./views/jobs.tsx";
import type { Shell } from "./views/layout.tsx";
import { Run } from "./views/run.tsx";
import { Runs } from "./views/runs.tsx";

/** The pages: each asks, then renders. */
export function createPages(source: Source, shellOf: (c: Context) => Shell): Hono {
  const pages = new Hono();
  pages.get("/", async (c) => {
    const [what, jobs] = [await overview(source), await jobList(source)];
    return page(c, <Home shell={shellOf(c)} overview={what} jobs={jobs} />);
  });
  pages.get("/runs", async (c) => {
    const { limit: _, ...filter } = runFilter(new URL(c.req.url).searchParams);
    const list = await runPage(source, filter);
    return page(c, <Runs shell={shellOf(c)} page={list} status={filter.status} job={filter.job} />);
  });
  pages.get("/runs/:id", async (c) => {
    const id = c.req.param("id");
    const detail = found(await runDetail(source, id), "run", id);
    const query = eventQuery(new URL(c.req.url).searchParams);
    const { level, step } = query;
    const follow = detail.run.live && level === undefined && step === undefined && query.after === undefined;
    const { after = follow ? "newest" : 0, limit = follow ? 50 : 200 } = query;
    const filter = { ...(level === undefined ? {} : { level }), ...(step === undefined ? {} : { step }) };
    const events = await eventPage(source.history, id, { after, limit, ...filter });
    const { jobs, assets } = source.project;
    const known = { job: (name: string) => jobs.has(name), asset: (name: string) => assets.has(name) };
    return page(c, <Run shell={shellOf(c)} detail={detail} log={{ page: events, limit, level, step }} known={known} />);
  });
  pages.get("/assets", async (c) => page(c, <Assets shell={shellOf(c)} assets={await assetList(source)} />));
  pages.get("/assets/:name{.+}", async (c) => {
    const name = c.req.param("name");
    return page(c, <AssetPage shell={shellOf(c)} detail={found(await assetDetail(source, name), "asset", name)} />);
  });
  pages.get("/jobs", async (c) => page(c, <Jobs shell={shellOf(c)} jobs={await jobList(source)} />));
  pages.get("/jobs/:name{.+}", async (c) => {
    const name = c.req.param("name");
    return page(c, <JobPage shell={shellOf(c)} detail={found(await jobDetail(source, name), "job", name)} />);
  });
  return pages;
}

/** A document as the answer. */
export function page(
  c: Context,
  document: Child,
  status: 200 | 400 | 401 | 403 | 404 | 409 | 429 | 500 = 200,
): Response {
  return c.html(`<!DOCTYPE html>${document}`, status);
}
