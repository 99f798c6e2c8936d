import { countOf, figureText, grouped } from "../figures/mod.ts";
import { ClusterCards } from "./cluster_cards.tsx";
import type { ScoreRow, SideReport } from "./model.ts";
import { type Column, Facts, Figures, score, Table } from "./parts.tsx";

/** Clusters of one side: how many and why, figures, clusters, scores. */
export function SideView({ side, headed = false }: { readonly side: SideReport; readonly headed?: boolean }) {
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
      {!headed && <h3>{title}</h3>}
      <Facts facts={facts} />
      <p class="why">
        Chosen: {countOf(chosen, "cluster")}, by the rule {rule.replaceAll("_", " ")}: {reason}.
      </p>
      <Figures figures={figures} />
      <h3>{title}, one by one</h3>
      <ClusterCards clusters={clusters} />
      {scores.length > 0 && (
        <>
          <h3>{title}: every number that was tried</h3>
          <Table columns={columnsOf(scores)} rows={scores} chosen={({ k }) => k === chosen} />
        </>
      )}
    </>
  );
}

const scoreColumns: readonly Column<ScoreRow>[] = [
  { head: "Clusters", number: true, cell: ({ k }) => String(k) },
  { head: "Smallest", number: true, cell: ({ smallest }) => grouped(smallest) },
  { head: "Silhouette", number: true, cell: ({ silhouette }) => score(silhouette) },
  { head: "Calinski-Harabasz", number: true, cell: (row) => value(row.calinskiHarabasz) },
  { head: "Davies-Bouldin", number: true, cell: (row) => score(row.daviesBouldin) },
  { head: "Inertia", number: true, cell: ({ inertia }) => value(inertia) },
];

/** Scores that are computed for some rules or algorithms only. */
const rareColumns: readonly (Column<ScoreRow> & { readonly key: "gap" | "bic" | "stability" })[] = [
  { key: "gap", head: "Gap", number: true, cell: ({ gap }) => score(gap) },
  { key: "bic", head: "BIC", number: true, cell: ({ bic }) => value(bic) },
  { key: "stability", head: "Stability", number: true, cell: ({ stability }) => score(stability) },
];

function columnsOf(rows: readonly ScoreRow[]): readonly Column<ScoreRow>[] {
  return [
    ...scoreColumns,
    ...rareColumns.filter(({ key }) => rows.some((row) => row[key] !== null)),
    { head: "Ruled out", cell: ({ ruledOut }) => ruledOut ?? "" },
  ];
}

function value(found: number | null): string {
  return found === null ? "–" : figureText(found);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0);
}
