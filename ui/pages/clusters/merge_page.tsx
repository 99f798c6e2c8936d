import type { z } from "zod";
import { countOf, formatCount } from "../../../infra/format.ts";
import { getClusterRuns, getDrawings, getMerge } from "../../api/clusters/endpoints.ts";
import type { mergeSchema } from "../../api/clusters/merge_schemas.ts";
import { Page, withQuery } from "../../views/layout.tsx";
import { type Column, Section, Table, Terms, Time } from "../../views/parts.tsx";
import { definePage } from "../page.tsx";
import { address, Chart, modelHref, PairTag, percent, RunChoice, runOf, storeHref } from "./parts.tsx";

type Merge = z.infer<typeof mergeSchema>;
type Pair = Merge["pairs"][number];
type Moved = Merge["moved"][number];

const pageSize = 100;

/** Both sides of a category together. */
export const mergePage = definePage("/clusters/merged/:category", async ({ ask, params, query, shell }) => {
  const run = runOf(query);
  const category = params["category"] ?? "";
  const merge = await ask(getMerge, { params: { category }, query: { run } });
  const { items: runs } = await ask(getClusterRuns, { query: {} });
  const { items: drawings } = await ask(getDrawings, { params: { side: "merged", category }, query: { run } });
  const cursor = Math.max(0, Number(query.get("cursor") ?? 0) || 0);
  const moved = merge.moved.slice(cursor, cursor + pageSize);
  const api = address(`/api/v1/clusters/merged/${encodeURIComponent(category)}/figures`, { run });
  return (
    <Page shell={shell} title={`Merged clusters: ${category}`} current="Clusters">
      <h1>Merged clusters: {category}</h1>
      <RunChoice runs={runs} run={run} url={shell.url} />
      <Terms
        terms={{
          Stores: formatCount(merge.stores),
          Pairs: formatCount(merge.pairs.length),
          "Pairs kept": formatCount(merge.pairs.filter(({ after }) => after > 0).length),
          "Fewest stores of a pair": formatCount(merge.minimumSize),
          "Stores moved": `${formatCount(merge.moved.length)} (${
            percent(merge.stores === 0 ? 0 : merge.moved.length / merge.stores)
          })`,
          Made: <Time at={merge.createdAt} />,
        }}
      />
      <nav class="filter more" aria-label="More about this category">
        <a href={modelHref("internal", category, run)}>Internal clusters</a>
        <a href={address("/stores/map", { layer: "merged", category, run })}>On the map</a>
        <a href={address("/clusters/downloads", { run: run ?? merge.run })}>Reports and tables</a>
        <a href={`/runs/${encodeURIComponent(merge.run)}`}>Run {merge.run}</a>
      </nav>
      <Section title="Internal × external" id="grid">
        <Grid merge={merge} />
        {drawings.map((drawing) => <Chart key={drawing.name} drawing={drawing} source={api} />)}
      </Section>
      <Section title="What was moved, and why" id="moved">
        <p class="lead">{whyWords(merge)}</p>
        {merge.moved.length > 0 && (
          <>
            <Table label="Small pairs and where their stores went" columns={flowColumns} rows={flowsOf(merge)} />
            <Table label="Stores that were moved" columns={movedColumns(category, run)} rows={moved} />
            <p class="pager">
              <span class="quiet">
                {formatCount(cursor + 1)} to {formatCount(cursor + moved.length)} of {formatCount(merge.moved.length)}
              </span>
              {cursor > 0 && <a href={`${withQuery(shell.url, { cursor: undefined })}#moved`}>First page</a>}
              {cursor + pageSize < merge.moved.length && (
                <a href={`${withQuery(shell.url, { cursor: String(cursor + pageSize) })}#moved`}>Next page</a>
              )}
            </p>
          </>
        )}
      </Section>
    </Page>
  );
});

function whyWords({ pairs, minimumSize, moved, features }: Merge): string {
  const given = pairs.filter(({ after }) => after === 0).length;
  if (moved.length === 0) return `No pair has fewer than ${countOf(minimumSize, "store")}: nothing was moved.`;
  return `${countOf(given, "pair")} had fewer than ${countOf(minimumSize, "store")} ` +
    `(job_params.min_cluster_size). Each of their ${countOf(moved.length, "store")} went by itself to the large pair ` +
    `whose centre is nearest over ${features} features of both sides, each in standard deviations.`;
}

function Grid({ merge: { pairs, minimumSize, names } }: { readonly merge: Merge }) {
  const internal = ascending(pairs.map((pair) => pair.internal));
  const external = ascending(pairs.map((pair) => pair.external));
  const found = new Map(pairs.map((pair) => [`${pair.internal}_${pair.external}`, pair]));
  const columns: Column<number>[] = [
    { title: "Internal \\ external", cell: (row) => <PairTag pair={String(row)} name={names.internal[row] ?? null} /> },
    ...external.map((column): Column<number> => ({
      title: String(column),
      as: "number",
      cell: (row) => <Cell pair={found.get(`${row}_${column}`)} minimumSize={minimumSize} />,
    })),
    {
      title: "Stores",
      as: "number",
      cell: (row) =>
        formatCount(pairs.filter(({ internal }) => internal === row).reduce((sum, { before }) => sum + before, 0)),
    },
  ];
  return (
    <>
      <Table label="Stores of each pair before and after small pairs were given up" columns={columns} rows={internal} />
      <p>External clusters:</p>
      <ul class="chips">
        {external.map((label) => (
          <li key={label}>
            <PairTag pair={String(label)} name={names.external[label] ?? null} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Cell({ pair, minimumSize }: { readonly pair: Pair | undefined; readonly minimumSize: number }) {
  if (pair === undefined) return <span class="quiet">·</span>;
  const { before, after } = pair;
  if (before === after) return <>{formatCount(before)}</>;
  return (
    <span
      class={after === 0 ? "given-up" : "grown"}
      title={after === 0 ? `fewer than ${minimumSize}: given up` : "took stores of small pairs"}
    >
      {formatCount(before)} → {formatCount(after)}
    </span>
  );
}

interface Flow {
  readonly from: string;
  readonly fromStores: number;
  readonly to: readonly { readonly pair: string; readonly stores: number; readonly distance: number }[];
}

function flowsOf({ moved }: Merge): readonly Flow[] {
  const flows = new Map<string, Map<string, { stores: number; sum: number }>>();
  const sizes = new Map(moved.map(({ from, fromStores }) => [from, fromStores]));
  for (const { from, to, distance } of moved) {
    const own = flows.get(from) ?? new Map<string, { stores: number; sum: number }>();
    flows.set(from, own);
    const { stores, sum } = own.get(to) ?? { stores: 0, sum: 0 };
    own.set(to, { stores: stores + 1, sum: sum + distance });
  }
  return [...flows].map(([from, to]) => ({
    from,
    fromStores: sizes.get(from) ?? 0,
    to: [...to].map(([pair, { stores, sum }]) => ({ pair, stores, distance: sum / stores }))
      .sort((a, b) => b.stores - a.stores),
  }));
}

const flowColumns: readonly Column<Flow>[] = [
  { title: "Pair given up", cell: ({ from }) => <PairTag pair={from} /> },
  { title: "Stores", as: "number", cell: ({ fromStores }) => formatCount(fromStores) },
  {
    title: "Went to",
    cell: ({ to }) => (
      <ul class="plain">
        {to.map(({ pair, stores, distance }) => (
          <li key={pair}>
            <PairTag pair={pair} /> {formatCount(stores)} {stores === 1 ? "store" : "stores"},{" "}
            <span class="quiet">mean distance {distance.toFixed(2)}</span>
          </li>
        ))}
      </ul>
    ),
  },
];

function movedColumns(category: string, run: string | undefined): readonly Column<Moved>[] {
  return [
    {
      title: "Store",
      as: "number",
      cell: ({ store }) => <a href={storeHref(store, { side: "internal", category, run })}>{store}</a>,
    },
    { title: "From", cell: ({ from }) => <PairTag pair={from} /> },
    { title: "To", cell: ({ to }) => <PairTag pair={to} /> },
    { title: "Distance to its centre", as: "number", cell: ({ distance }) => distance.toFixed(2) },
  ];
}

function ascending(labels: readonly number[]): readonly number[] {
  return [...new Set(labels)].sort((a, b) => a - b);
}
