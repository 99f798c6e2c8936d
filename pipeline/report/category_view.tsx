// deno-lint-ignore-file jsx-key -- drawn once on the server
import { countOf, grouped } from "../figures/mod.ts";
import type { CategoryReport, MergeReport, PairReport } from "./model.ts";
import { type Column, Figures, Table } from "./parts.tsx";
import { SideView } from "./side_view.tsx";

/** Everything about a category. */
export function CategoryView({ report, id }: { readonly report: CategoryReport; readonly id: string }) {
  const { category, sides, merge, workbook } = report;
  return (
    <section id={id}>
      <h2>{category}</h2>
      {workbook !== null && (
        <p>
          What its clusters sell, by need state and attributes: <a href={encodeURIComponent(workbook)}>{workbook}</a>
        </p>
      )}
      {sides.map((side) => <SideView side={side} />)}
      {merge !== null && <MergeView merge={merge} />}
    </section>
  );
}

const pairColumns: readonly Column<PairReport>[] = [
  { head: "Pair (internal_external)", cell: ({ pair }) => pair },
  { head: "Stores", number: true, cell: ({ before }) => grouped(before) },
  { head: "After rebalancing", number: true, cell: ({ after }) => after === 0 ? "given up" : grouped(after) },
];

function MergeView({ merge: { minimumSize, stores, moved, pairs, figures } }: { readonly merge: MergeReport }) {
  const kept = pairs.filter(({ after }) => after > 0).length;
  return (
    <>
      <h3>Internal and external clusters merged</h3>
      <p>
        {countOf(stores, "store")} have both clusters, in {countOf(pairs.length, "pair")}; {kept} stay. {moved === 0
          ? `Every pair has at least ${countOf(minimumSize, "store")}, so none was given up.`
          : `${
            countOf(moved, "store")
          } of pairs with fewer than ${minimumSize} went, one by one, to the nearest large pair.`}
      </p>
      <Figures figures={figures} />
      {moved > 0 && (
        <details>
          <summary>Pairs that changed</summary>
          <Table
            columns={pairColumns}
            rows={pairs.filter(({ before, after }) => before !== after)}
          />
        </details>
      )}
    </>
  );
}
