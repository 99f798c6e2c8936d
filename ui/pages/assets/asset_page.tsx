import type { Child } from "hono/jsx";
import type { z } from "zod";
import { getAsset } from "../../api/assets/endpoints.ts";
import { Page } from "../../views/layout.tsx";
import { TagList } from "../../views/parts.tsx";
import { definePage, type PageCall } from "../page.tsx";
import { checksTab } from "./checks_tab.tsx";
import { dataTab } from "./data_tab.tsx";
import { lineageTab } from "./lineage_tab.tsx";
import { overviewTab } from "./overview_tab.tsx";
import { Health, MaterializeButtons, queryOf } from "./parts.tsx";
import { partitionsTab } from "./partitions_tab.tsx";
import { versionsTab } from "./versions_tab.tsx";

/** What the API tells of an asset. */
export type AssetDetail = z.output<typeof getAsset["output"]>;

/** A tab of an asset's page: asks for what it shows. */
export interface AssetTab {
  readonly id: string;
  readonly title: (detail: AssetDetail) => string;
  /** Whether there is anything of it to show. */
  readonly has: (detail: AssetDetail) => boolean;
  readonly render: (call: PageCall, detail: AssetDetail) => Promise<Child>;
}

const tabs: readonly AssetTab[] = [overviewTab, dataTab, partitionsTab, checksTab, versionsTab, lineageTab];

/** One asset: what it is, what is stored of it, and how that changed. */
export const assetPage = definePage("/assets/:name{.+}", async (call) => {
  const { ask, params, query, shell } = call;
  const detail = await ask(getAsset, { params: { name: params["name"]! } });
  const { asset } = detail;
  const shown = tabs.filter((tab) => tab.has(detail));
  const tab = shown.find(({ id }) => id === query.get("tab")) ?? overviewTab;
  return (
    <Page shell={shell} title={asset.name} current="Assets" stream="/api/v1/stream">
      <nav class="crumbs" aria-label="Where this is">
        <a href="/assets">Assets</a> /{" "}
        <a href={`/assets${queryOf({ selection: `group:${asset.group}` })}`}>{asset.group}</a>
      </nav>
      <h1>{asset.name}</h1>
      <p class="headline" data-live="headline">
        <Health asset={asset} /> <span class="quiet">{asset.kind}</span> <TagList tags={asset.tags} />
      </p>
      <MaterializeButtons shell={shell} name={asset.name} />
      <nav class="tabs" aria-label="Parts of this page">
        {shown.map((one) => (
          <a
            key={one.id}
            href={`${shell.url.pathname}${queryOf({ tab: one.id === overviewTab.id ? undefined : one.id })}`}
            aria-current={one === tab ? "page" : undefined}
          >
            {one.title(detail)}
          </a>
        ))}
      </nav>
      <div data-live={tab.id === "data" ? undefined : "tab"}>{await tab.render(call, detail)}</div>
    </Page>
  );
});
