import type { AssetTab } from "./asset_page.tsx";
import { Lineage, lineageOf } from "../lineage/lineage_page.tsx";

/** What an asset is made from and what is made from it, as a graph. */
export const lineageTab: AssetTab = {
  id: "lineage",
  title: () => "Lineage",
  has: () => true,
  render: async (call, { asset }) => {
    const lineage = await lineageOf(call, { focus: asset.name, up: "2", down: "2" });
    return <Lineage lineage={lineage} call={call} fixed={{ tab: "lineage" }} />;
  },
};
