// deno-lint-ignore-file jsx-key -- drawn once on the server
import { countOf, figureText, grouped, percent } from "../figures/mod.ts";
import type { ClusterReport, FeatureMark, ScoreRow, SideReport, StoreMark } from "./model.ts";
import { type Column, Facts, Figures, score, Swatch, Table } from "./parts.tsx";

/** Clusters of one side: how many and why, figures, clusters, scores. */
export function SideView({ side }: { readonly side: SideReport }) {
  const { title, clusters, chosen, reason, rule, scores, silhouette, outliers, moved, figures } = side;
  const stores = sum(clusters.map((cluster) => cluster.stores));
  const facts: (readonly [string, string])[] = [
    ["Stores", grouped(stores)],
    ["Clusters", String(clusters.length)],
    ["Silhouette", score(silhouette)],
    ["Outliers", grouped(outliers)],
  ];
  if (moved !== null) facts.push(["Moved since the last run", grouped(moved)]);
  return (
    <>
      <h3>{title}</h3>
      <Facts facts={facts} />
      <p class="why">
        Chosen: {countOf(chosen, "cluster")}, by the rule {rule.replaceAll("_", " ")}: {reason}.
      </p>
      <Figures figures={figures} />
      <h3>{title}, one by one</h3>
      <Table columns={clusterColumns(clusters, stores)} rows={clusters} />
      {scores.length > 0 && (
        <>
          <h3>{title}: every number that was tried</h3>
          <Table columns={scoreColumns} rows={scores} chosen={({ k }) => k === chosen} />
        </>
      )}
    </>
  );
}

function clusterColumns(clusters: readonly ClusterReport[], stores: number): readonly Column<ClusterReport>[] {
  const has = (test: (cluster: ClusterReport) => boolean) => clusters.some(test);
  const columns: (Column<ClusterReport> | false)[] = [
    { head: "Cluster", cell: (cluster) => <ClusterName cluster={cluster} /> },
    { head: "Stores", number: true, cell: (cluster) => grouped(cluster.stores) },
    { head: "Share", number: true, cell: (cluster) => percent(stores === 0 ? 0 : cluster.stores / stores) },
    { head: "Silhouette", number: true, cell: ({ silhouette }) => score(silhouette) },
    has(({ stability }) => stability !== null) &&
    { head: "Stability", number: true, cell: ({ stability }) => stability === null ? "–" : stability.toFixed(2) },
    { head: "Much of (index)", cell: ({ high }) => <Marks marks={high} /> },
    { head: "Little of (index)", cell: ({ low }) => <Marks marks={low} /> },
    { head: "Typical stores", cell: ({ typical }) => <Stores stores={typical} /> },
    { head: "Borderline stores (margin)", cell: ({ borderline }) => <Stores stores={borderline} value /> },
    has(({ rules }) => rules.length > 0) && { head: "In words", cell: ({ rules }) => <Lines lines={rules} /> },
  ];
  return columns.filter((column) => column !== false);
}

function ClusterName({ cluster }: { readonly cluster: ClusterReport }) {
  return (
    <>
      <Swatch label={cluster.label} />
      <span class="name">{cluster.label}</span>
      {cluster.name !== null && <>{" "}{cluster.name}</>}
    </>
  );
}

function Marks({ marks }: { readonly marks: readonly FeatureMark[] }) {
  return (
    <Lines
      lines={marks.map(({ feature, index }) =>
        index === null ? feature : `${feature} ${figureText(Math.round(index))}`
      )}
    />
  );
}

function Stores({ stores, value = false }: { readonly stores: readonly StoreMark[]; readonly value?: boolean }) {
  return (
    <>
      {stores.map((mark) =>
        value && mark.value !== null ? `${mark.store} (${mark.value.toFixed(2)})` : String(mark.store)
      ).join(", ")}
    </>
  );
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return <ul class="list">{lines.map((line) => <li>{line}</li>)}</ul>;
}

const scoreColumns: readonly Column<ScoreRow>[] = [
  { head: "Clusters", number: true, cell: ({ k }) => String(k) },
  { head: "Smallest", number: true, cell: ({ smallest }) => grouped(smallest) },
  { head: "Silhouette", number: true, cell: ({ silhouette }) => score(silhouette) },
  { head: "Calinski-Harabasz", number: true, cell: (row) => value(row.calinskiHarabasz) },
  { head: "Davies-Bouldin", number: true, cell: (row) => score(row.daviesBouldin) },
  { head: "Inertia", number: true, cell: ({ inertia }) => value(inertia) },
  { head: "Ruled out", cell: ({ ruledOut }) => ruledOut ?? "" },
];

function value(found: number | null): string {
  return found === null ? "–" : figureText(found);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0);
}
