import { formatCount } from "../../../infra/format.ts";
import type { ModelAnswer } from "../../api/clusters/schemas.ts";
import { type Column, Table } from "../../views/parts.tsx";
import { score } from "./parts.tsx";

type Score = ModelAnswer["scores"][number];
type Value = (row: Score) => number | null;

interface Measure {
  readonly title: string;
  readonly value: Value;
  readonly better: "higher" | "lower" | "none";
  readonly text: (value: number) => string;
}

const three = (value: number) => value.toFixed(3);
const whole = (value: number) => formatCount(Math.round(value));

const measures: readonly Measure[] = [
  { title: "Silhouette", value: (row) => row.silhouette, better: "higher", text: three },
  { title: "Calinski-Harabasz", value: (row) => row.calinskiHarabasz, better: "higher", text: whole },
  { title: "Davies-Bouldin", value: (row) => row.daviesBouldin, better: "lower", text: three },
  { title: "Gap", value: (row) => row.gap, better: "higher", text: three },
  { title: "BIC", value: (row) => row.bic, better: "lower", text: whole },
  { title: "Stability", value: (row) => row.stability, better: "higher", text: three },
  { title: "Inertia", value: (row) => row.inertia, better: "none", text: whole },
  { title: "Score of the rule", value: (row) => row.score, better: "none", text: score },
];

/** The scores of every number of clusters that was tried; the best of each is marked, the chosen one stands out. */
export function ScoreTable({ model }: { readonly model: ModelAnswer }) {
  const { scores, k } = model;
  if (scores.length === 0) return null;
  const shown = measures.filter(({ value }) => scores.some((row) => value(row) !== null));
  const columns: Column<Score>[] = [
    { title: "k", as: "number", cell: (row) => row.k === k ? <strong>{row.k} ✓ chosen</strong> : row.k },
    ...shown.map((measure): Column<Score> => {
      const best = bestOf(scores, measure);
      return {
        title: measure.title,
        as: "number",
        cell: (row) => {
          const value = measure.value(row);
          if (value === null) return <span class="quiet">–</span>;
          return value === best ? <strong title="best">{measure.text(value)} ★</strong> : measure.text(value);
        },
      };
    }),
    { title: "Smallest", as: "number", cell: (row) => formatCount(row.smallest) },
    { title: "Ruled out", cell: (row) => row.ruledOut ?? "" },
  ];
  return <Table label="Scores by number of clusters" columns={columns} rows={scores} />;
}

function bestOf(scores: readonly Score[], { value, better }: Measure): number | undefined {
  const values = scores.map(value).filter((one) => one !== null);
  if (better === "none" || values.length === 0) return undefined;
  return better === "higher" ? Math.max(...values) : Math.min(...values);
}
