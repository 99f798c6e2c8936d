// deno-lint-ignore-file jsx-key -- drawn once on the server
import { countOf, grouped, percent } from "../figures/mod.ts";
import type { InputReport, QualityReport, RejectReport } from "./model.ts";
import { type Column, Facts, Table } from "./parts.tsx";

/** What was wrong with the data, and what was done with it. */
export function QualityView({ quality, id }: { readonly quality: QualityReport; readonly id: string }) {
  const { inputs, unmappedShare, unmappedLines, storesWithoutSales, warnings } = quality;
  const rejects = inputs.flatMap((input) => input.rejects);
  const facts: (readonly [string, string])[] = [
    ["Rows read", grouped(sum(inputs.map(({ rows }) => rows)))],
    ["Rows put aside", grouped(sum(inputs.map(({ rejected }) => rejected)))],
  ];
  if (unmappedShare !== null) facts.push(["Sales without a need state", percent(unmappedShare)]);
  if (storesWithoutSales !== null) {
    facts.push(["Left out of a category, sales 0", countOf(storesWithoutSales, "store")]);
  }
  return (
    <section id={id}>
      <h2>Data quality</h2>
      <Facts facts={facts} />
      {unmappedLines !== null && unmappedLines > 0 && (
        <p>
          {countOf(unmappedLines, "line")} of items without a need state are in no category’s shares.
        </p>
      )}
      {inputs.length > 0 && <Table columns={inputColumns} rows={inputs} />}
      {rejects.length > 0 && (
        <>
          <h3>Rows put aside, by rule</h3>
          <Table columns={rejectColumns} rows={rejects} />
        </>
      )}
      {warnings.length > 0 && (
        <>
          <h3>Warnings</h3>
          <ul>{warnings.map((warning) => <li>{warning}</li>)}</ul>
        </>
      )}
    </section>
  );
}

const inputColumns: readonly Column<InputReport>[] = [
  { head: "Input", long: true, cell: ({ datasets }) => datasets.join(", ") },
  { head: "Rows", number: true, cell: ({ rows }) => grouped(rows) },
  { head: "Put aside", number: true, cell: ({ rejected }) => grouped(rejected) },
  { head: "Files", cell: ({ files }) => files.join(", ") },
];

const rejectColumns: readonly Column<RejectReport>[] = [
  { head: "Input", cell: ({ dataset }) => dataset },
  { head: "Rule", cell: ({ rule }) => rule },
  { head: "Rows", number: true, cell: ({ rows }) => grouped(rows) },
  { head: "For example", long: true, cell: ({ sample }) => sample ?? "" },
];

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0);
}
