import type { z } from "zod";
import type { getStoreHistory } from "../../api/stores/endpoints.ts";
import { type Column, Table, Time } from "../../views/parts.tsx";
import { ClusterTag } from "../clusters/parts.tsx";

type Moment = z.infer<(typeof getStoreHistory)["output"]>["items"][number];

/** A store's cluster of a category in each of the runs, and whether it is another one than in the run before. */
export function HistoryTable({ history }: { readonly history: readonly Moment[] }) {
  const rows = rowsOf(history);
  if (history.length < 2) {
    return <p class="quiet">There is one assignment so far; later runs show here what changed.</p>;
  }
  const columns: Column<HistoryRow>[] = [
    {
      title: "Category",
      cell: ({ side, category }) => (
        <>
          {category === "default" ? "All categories" : category} <span class="quiet">{side}</span>
        </>
      ),
    },
    ...history.map((moment, i): Column<HistoryRow> => ({
      title: i === 0 ? `newest ${moment.run}` : moment.run,
      cell: ({ clusters }) => {
        const [own, earlier] = [clusters[i], clusters[i + 1]];
        if (own === undefined) return <span class="quiet">–</span>;
        const changed = earlier !== undefined && earlier !== own;
        return (
          <span class={changed ? "moved" : undefined}>
            <ClusterTag cluster={own} />
            {changed ? ` was ${earlier}` : ""}
          </span>
        );
      },
    })),
  ];
  return (
    <>
      <p class="quiet">
        From newest to oldest, {history.map(({ run, createdAt }, i) => (
          <span key={run}>
            {i === 0 ? "" : ", "}
            <a href={`/runs/${encodeURIComponent(run)}`}>{run}</a> <Time at={createdAt} />
          </span>
        ))}. Numbers continue from run to run.
      </p>
      <Table label="Clusters of the store by run" columns={columns} rows={rows} />
    </>
  );
}

interface HistoryRow {
  readonly side: string;
  readonly category: string;
  /** In the order of the runs. */
  readonly clusters: readonly (number | undefined)[];
}

function rowsOf(history: readonly Moment[]): readonly HistoryRow[] {
  const keys = new Map(
    history.flatMap(({ places }) => places.map(({ side, category }) => [`${side} ${category}`, { side, category }])),
  );
  const found = history.map(({ places }) =>
    new Map(places.map(({ side, category, cluster }) => [`${side} ${category}`, cluster]))
  );
  return [...keys].map(([key, row]) => ({ ...row, clusters: found.map((clusters) => clusters.get(key)) }));
}
