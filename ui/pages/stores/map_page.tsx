import type { z } from "zod";
import { countOf, formatCount } from "../../../infra/format.ts";
import { getClusterRuns, getClusters } from "../../api/clusters/endpoints.ts";
import { getStoreMap } from "../../api/stores/endpoints.ts";
import { Page } from "../../views/layout.tsx";
import { definePage } from "../page.tsx";
import { colorClass, Empty, PairTag, RunChoice, runOf } from "../clusters/parts.tsx";
import { drawMap } from "./map_drawing.tsx";

type StoreMap = z.infer<(typeof getStoreMap)["output"]>;

const layers = [["merged", "merged clusters"], ["internal", "internal clusters"], [
  "external",
  "external clusters",
]] as const;

/** Stores where they are, coloured by segment. */
export const mapPage = definePage("/stores/map", async ({ ask, query, shell }) => {
  const run = runOf(query);
  const { items: runs } = await ask(getClusterRuns, { query: {} });
  const { models, merged } = await ask(getClusters, { query: { run } });
  const layer = layers.find(([name]) => name === query.get("layer"))?.[0] ?? "merged";
  const choices = layer === "merged" ? merged : models.filter(({ side }) => side === layer);
  const categories = choices.map(({ category }) => category);
  const category = categories.find((one) => one === query.get("category")) ?? categories[0];
  const map = await ask(getStoreMap, { query: { layer, category: category ?? "default", run } });
  return (
    <Page shell={shell} title="Map of stores" current="Stores">
      <h1>Map of stores</h1>
      <RunChoice runs={runs} run={run} url={shell.url} />
      <form method="get" class="actions">
        {run !== undefined && <input type="hidden" name="run" value={run} />}
        <label>
          Colour by{" "}
          <select name="layer">
            {layers.map(([name, words]) => <option key={name} value={name} selected={name === layer}>{words}</option>)}
          </select>
        </label>
        {categories.length > 0 && (
          <label>
            Category{" "}
            <select name="category">
              {categories.map((one) => (
                <option key={one} value={one} selected={one === category}>
                  {one === "default" ? "all categories" : one}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="submit">Show</button>
      </form>
      {map.stores.length === 0 ? <NoPlaces map={map} /> : <MapFigure map={map} query={{ layer, category, run }} />}
    </Page>
  );
});

function NoPlaces({ map }: { readonly map: StoreMap }) {
  return (
    <Empty title="No store has coordinates">
      <p>
        {map.from === null
          ? "The external data of this run have no columns called LATITUDE and LONGITUDE."
          : `The columns for latitude and longitude in ${map.from} are empty.`} Add them in degrees to any source of
        {" "}
        <code>external_sources</code> and run external_preprocessing_job: they place stores and are never a feature.
      </p>
    </Empty>
  );
}

function MapFigure({ map, query }: {
  readonly map: StoreMap;
  readonly query: Readonly<Record<string, string | undefined>>;
}) {
  const segments = segmentCounts(map);
  const props = { map, side: query["layer"] === "external" ? "external" : "internal", ...query };
  return (
    <figure class="chart map">
      <div
        class="drawing"
        role="img"
        aria-label={`Map of ${countOf(map.stores.length, "store")}: ${
          segments.map(([name, stores]) => `${name} ${stores}`).join(", ")
        }`}
        data-island="map"
        data-props={JSON.stringify(props)}
      >
        {drawMap(map)}
      </div>
      <figcaption>
        {countOf(map.stores.length, "store")} with coordinates in {map.from}, north is up.
        {map.unplaced > 0 && ` ${countOf(map.unplaced, "store")} with a segment have none.`}
      </figcaption>
      <ul class="chips legend">
        {segments.map(([name, stores]) => (
          <li key={name} class={name === "none" ? "quiet" : colorClass(Number.parseInt(name, 10))}>
            {name === "none" ? "without a segment" : <PairTag pair={name} name={map.names[name] ?? null} />}{" "}
            <span class="quiet">{formatCount(stores)}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function segmentCounts({ segments }: StoreMap): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const segment of segments) counts.set(segment ?? "none", (counts.get(segment ?? "none") ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
}
