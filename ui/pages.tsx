import { type Context, Hono } from "hono";
import { assetDetail, assetList } from "./asset_queries.ts";
import { page } from "./document.ts";
import { found } from "./request.ts";
import type { Source } from "./source.ts";
import { AssetPage } from "./views/asset.tsx";
import { Assets } from "./views/assets.tsx";
import type { Shell } from "./views/layout.tsx";

/** The pages of assets: each asks, then renders. */
export function createPages(source: Source, shellOf: (c: Context) => Shell): Hono {
  const pages = new Hono();
  pages.get("/assets", async (c) => page(c, <Assets shell={shellOf(c)} assets={await assetList(source)} />));
  pages.get("/assets/:name{.+}", async (c) => {
    const name = c.req.param("name");
    return page(c, <AssetPage shell={shellOf(c)} detail={found(await assetDetail(source, name), "asset", name)} />);
  });
  return pages;
}
