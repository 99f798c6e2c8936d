import { listAssetChecks } from "../../api/assets/endpoints.ts";
import { CheckCards } from "../checks/check_cards.tsx";
import type { AssetTab } from "./asset_page.tsx";

/** Checks of an asset. */
export const checksTab: AssetTab = {
  id: "checks",
  title: ({ asset: { checks } }) => `Checks ${checks.defined}`,
  has: ({ asset }) => asset.checks.defined > 0,
  render: async ({ ask }, { asset }) => {
    const { items } = await ask(listAssetChecks, { params: { name: asset.name } });
    return <CheckCards checks={items} asset={false} />;
  },
};
