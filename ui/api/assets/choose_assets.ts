import type { z } from "zod";
import { resolveSelection } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import type { Catalog } from "./catalog.ts";
import type { listAssets } from "./endpoints.ts";
import { type AssetHealth, healths } from "./schemas.ts";

type Query = z.output<NonNullable<(typeof listAssets)["input"]["query"]>>;

/** The assets that a list asks for. @throws {Problem} of kind usage for a selection that cannot be read */
export function chooseAssets(
  { project: { assets, graph } }: Backend,
  catalog: Catalog,
  { selection = "", health, text = "" }: Query,
): z.output<typeof listAssets["output"]> {
  const names = selection.trim() === "" ? [...catalog.keys()] : resolveSelection(selection, assets, graph);
  const wanted = text.toLowerCase();
  const chosen = names.filter((name) => name.toLowerCase().includes(wanted)).flatMap((name) =>
    catalog.get(name)?.answer ?? []
  );
  const counts = Object.fromEntries(
    healths.map((one) => [one, chosen.filter((asset) => asset.health === one).length]),
  ) as Record<AssetHealth, number>;
  return { items: health === undefined ? chosen : chosen.filter((asset) => asset.health === health), counts };
}
