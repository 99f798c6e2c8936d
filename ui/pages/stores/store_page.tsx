import type { z } from "zod";
import { getStore, getStoreHistory, getStoreProfile, type PlaceAnswer } from "../../api/stores/endpoints.ts";
import { Page, withQuery } from "../../views/layout.tsx";
import { type Column, Section, Table } from "../../views/parts.tsx";
import { ClusterTag, modelHref, PairTag, percent, runOf, score, storeHref } from "../clusters/parts.tsx";
import { amount } from "../clusters/profile_view.tsx";
import { definePage } from "../page.tsx";
import { HistoryTable } from "./history_view.tsx";

type Store = z.infer<(typeof getStore)["output"]>;
type Profile = z.infer<(typeof getStoreProfile)["output"]>;

/** A store: where it belongs, why, and since when. */
export const storePage = definePage("/stores/:store", async ({ ask, params, query, shell }) => {
  const run = runOf(query);
  const at = { store: params["store"] as unknown as number };
  const store = await ask(getStore, { params: at, query: { run } });
  const place = chosenPlace(store, query);
  const [profile, { items: history }] = await Promise.all([
    ask(getStoreProfile, { params: at, query: { run, side: place.side, category: place.category } }),
    ask(getStoreHistory, { params: at, query: {} }),
  ]);
  return (
    <Page shell={shell} title={`Store ${store.store}`} current="Stores">
      <h1>Store {store.store}</h1>
      <nav class="filter more" aria-label="More about stores">
        <a href="/stores">All stores</a>
        <a href="/stores/map">Map</a>
        {run !== undefined && <a href={withQuery(shell.url, { run: undefined })}>Newest values instead of run {run}</a>}
      </nav>
      <Section title="Its clusters" id="clusters">
        <Table label="Clusters of the store" columns={placeColumns(store, place, shell.url, run)} rows={store.places} />
      </Section>
      <Section title={`Why cluster ${place.cluster}: ${placeTitle(place)}`} id="why">
        <p class="lead">{whyWords(place)}</p>
        <Table label="Features of the store" columns={featureColumns} rows={profile.features} />
      </Section>
      <Section title="Nearest stores" id="nearest">
        <p class="quiet">By the distance that clusters are made with, among the stores of the same category.</p>
        <Table label="Nearest stores" columns={nearestColumns(place, run)} rows={profile.nearest} />
      </Section>
      <Section title="In earlier runs" id="history">
        <HistoryTable history={history} />
      </Section>
    </Page>
  );
});

function chosenPlace({ places }: Store, query: URLSearchParams): PlaceAnswer {
  const [side, category] = [query.get("side"), query.get("category")];
  return places.find((one) => one.side === side && one.category === category) ??
    places.find((one) => one.side === side) ?? places[0]!;
}

function placeTitle({ side, category }: PlaceAnswer): string {
  return `${side} clusters${category === "default" ? "" : ` of ${category}`}`;
}

function whyWords({ outlier, cluster, name, second, secondName, margin }: PlaceAnswer): string {
  const own = `cluster ${cluster}${name === null ? "" : ` “${name}”`}`;
  const kind = outlier
    ? `The store is not like the others; ${own} is the nearest.`
    : `The store is nearest to the centre of ${own}.`;
  if (second === null || margin === null) return kind;
  const other = `cluster ${second}${secondName === null ? "" : ` “${secondName}”`}`;
  const how = margin < 0.1
    ? "It stands almost between the two"
    : margin < 0.4
    ? "It is not far from it"
    : "It is clear of it";
  return `${kind} The second choice is ${other}. ${how}: the margin is ${margin.toFixed(2)}. ` +
    "What is least usual about the store comes first.";
}

function placeColumns(
  store: Store,
  chosen: PlaceAnswer,
  url: URL,
  run: string | undefined,
): readonly Column<PlaceAnswer>[] {
  const merged = new Map(store.merged.map((one) => [one.category, one]));
  return [
    {
      title: "Category",
      cell: ({ side, category }) => (
        <>
          <a href={modelHref(side, category, run)}>{category === "default" ? "All categories" : category}</a>{" "}
          <span class="quiet">{side}</span>
        </>
      ),
    },
    { title: "Cluster", cell: ({ cluster, name }) => <ClusterTag cluster={cluster} name={name} /> },
    {
      title: "Second choice",
      wide: true,
      cell: ({ second, secondName }) => second === null ? "–" : <ClusterTag cluster={second} name={secondName} />,
    },
    { title: "Margin", as: "number", cell: ({ margin }) => margin?.toFixed(2) ?? "–" },
    { title: "Silhouette", as: "number", wide: true, cell: ({ silhouette }) => score(silhouette) },
    { title: "Outlier", wide: true, cell: ({ outlier }) => outlier ? "yes" : "" },
    {
      title: "Merged",
      cell: ({ side, category }) => side === "internal" ? <Merged merged={merged.get(category)} /> : "",
    },
    {
      title: "Reasons",
      cell: (place) =>
        place === chosen
          ? <strong>shown below</strong>
          : <a href={`${withQuery(url, { side: place.side, category: place.category })}#why`}>Why</a>,
    },
  ];
}

function Merged({ merged }: { readonly merged: Store["merged"][number] | undefined }) {
  if (merged === undefined) return <span class="quiet">–</span>;
  if (merged.merged === merged.rebalanced) return <PairTag pair={merged.merged} />;
  return (
    <span title="Its pair was too small; it went to the nearest large one">
      {merged.merged} → <PairTag pair={merged.rebalanced} />
    </span>
  );
}

const featureColumns: readonly Column<Profile["features"][number]>[] = [
  { title: "Feature", as: "text", cell: ({ label, name }) => <span title={name}>{label}</span> },
  { title: "Store", as: "number", cell: ({ value }) => <strong>{amount(value)}</strong> },
  { title: "Its cluster", as: "number", cell: ({ clusterMean }) => amount(clusterMean) },
  { title: "All stores", as: "number", cell: ({ mean }) => amount(mean) },
  { title: "Against all", wide: true, cell: ({ score }) => <Deviation score={score} /> },
  { title: "Above", as: "number", cell: ({ rank }) => percent(rank) },
];

/** How far a store is from the mean of all, in standard deviations: a bar to the left or right. */
function Deviation({ score }: { readonly score: number }) {
  const width = Math.min(50, 50 * Math.abs(score) / 3);
  return (
    <span class="deviation">
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect class={score < 0 ? "below" : "above"} x={score < 0 ? 50 - width : 50} y="1" width={width} height="8" />
        <path d="M50 0V10" />
      </svg>
      <span class="figure">{score > 0 ? "+" : ""}{score.toFixed(1)} σ</span>
    </span>
  );
}

function nearestColumns({ side, category }: PlaceAnswer, run: string | undefined) {
  const columns: readonly Column<Profile["nearest"][number]>[] = [
    {
      title: "Store",
      as: "number",
      cell: ({ store }) => <a href={storeHref(store, { side, category, run })}>{store}</a>,
    },
    { title: "Cluster", cell: ({ cluster }) => <ClusterTag cluster={cluster} /> },
    { title: "Distance", as: "number", cell: ({ distance }) => distance.toFixed(3) },
  ];
  return columns;
}
