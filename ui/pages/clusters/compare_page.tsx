import type { z } from "zod";
import { countOf, formatCount } from "../../../infra/format.ts";
import { getClusterRuns, getMovement, getMovements } from "../../api/clusters/endpoints.ts";
import type { categoryMovementSchema, movementSchema } from "../../api/clusters/merge_schemas.ts";
import type { clusterRunSchema, layerSchema } from "../../api/clusters/schemas.ts";
import { utc } from "../../format.ts";
import { Page, type Shell, withQuery } from "../../views/layout.tsx";
import { type Column, Section, Table, Terms } from "../../views/parts.tsx";
import { definePage, type PageCall } from "../page.tsx";
import { Chart, Empty, PairTag, percent, storeHref } from "./parts.tsx";

type Run = z.infer<typeof clusterRunSchema>;
type Layer = z.infer<typeof layerSchema>;
type Row = z.infer<typeof categoryMovementSchema>;
type Movement = z.infer<typeof movementSchema>;

const layers: readonly (readonly [Layer, string])[] = [
  ["internal", "internal clusters"],
  ["external", "external clusters"],
  ["merged", "merged clusters, rebalanced"],
];

/** Which stores moved between two runs. */
export const comparePage = definePage("/clusters/compare", async ({ ask, query, shell }) => {
  const { items: runs } = await ask(getClusterRuns, { query: { limit: 100 } });
  const to = query.get("to") || runs[0]?.id;
  const from = query.get("from") || runs[runs.findIndex(({ id }) => id === to) + 1]?.id;
  const layer = layers.find(([name]) => name === query.get("layer"))?.[0] ?? "internal";
  const category = query.get("category") || undefined;
  return (
    <Page shell={shell} title="Compare runs" current="Clusters">
      <h1>Which stores moved</h1>
      {from === undefined || to === undefined
        ? (
          <Empty title="There is nothing to compare yet">
            <p>
              Two runs with clusters are needed. Run the clustering again; this page then shows which stores changed
              their cluster. <a href="/clusters">To the clusters</a>
            </p>
          </Empty>
        )
        : (
          <>
            <Choice runs={runs} from={from} to={to} layer={layer} category={category} />
            {await (category === undefined
              ? overview(ask, { layer, from, to }, shell)
              : detail(ask, category, { layer, from, to }, shell))}
          </>
        )}
    </Page>
  );
});

function Choice({ runs, from, to, layer, category }: {
  readonly runs: readonly Run[];
  readonly from: string;
  readonly to: string;
  readonly layer: Layer;
  readonly category: string | undefined;
}) {
  const options = (chosen: string) =>
    runs.map(({ id, createdAt }) => (
      <option key={id} value={id} selected={id === chosen}>{`${utc(createdAt)} · ${id}`}</option>
    ));
  return (
    <form method="get" class="actions">
      <label>
        Before <select name="from">{options(from)}</select>
      </label>
      <label>
        Now <select name="to">{options(to)}</select>
      </label>
      <label>
        What{" "}
        <select name="layer">
          {layers.map(([name, words]) => <option key={name} value={name} selected={name === layer}>{words}</option>)}
        </select>
      </label>
      {category !== undefined && <input type="hidden" name="category" value={category} />}
      <button type="submit" class="main">Compare</button>
    </form>
  );
}

interface Pair {
  readonly layer: Layer;
  readonly from: string;
  readonly to: string;
}

async function overview(ask: PageCall["ask"], pair: Pair, shell: Shell) {
  const { items } = await ask(getMovements, { query: pair });
  if (items.length === 0) return <p>No category has these clusters in both runs.</p>;
  const columns: readonly Column<Row>[] = [
    {
      title: "Category",
      cell: ({ category }) => (
        <a href={withQuery(shell.url, { ...pair, category })}>{category === "default" ? "All categories" : category}</a>
      ),
    },
    { title: "Stores of both", as: "number", cell: ({ common }) => formatCount(common) },
    { title: "Moved", as: "number", cell: ({ moved }) => formatCount(moved) },
    { title: "Share", as: "number", cell: ({ moved, common }) => common === 0 ? "–" : percent(moved / common) },
    { title: "Adjusted Rand", as: "number", cell: ({ adjustedRand }) => adjustedRand?.toFixed(3) ?? "–" },
    { title: "New", as: "number", cell: ({ fresh }) => formatCount(fresh) },
    { title: "Gone", as: "number", cell: ({ gone }) => formatCount(gone) },
    { title: "Note", cell: ({ same }) => same ? <span class="quiet">the same assignment</span> : "" },
  ];
  const rows = [...items].sort((a, b) => share(b) - share(a));
  return (
    <Section title="By category" id="categories">
      <Table label="Movement by category" columns={columns} rows={rows} />
      <p class="quiet">
        A store moved when it is not in the cluster that continues the one it was in. The adjusted Rand index is 1 where
        both runs group stores alike, 0 where they agree by chance.
      </p>
    </Section>
  );
}

function share({ moved, common }: Row): number {
  return common === 0 ? 0 : moved / common;
}

async function detail(ask: PageCall["ask"], category: string, pair: Pair, shell: Shell) {
  const cursor = shell.url.searchParams.get("cursor") ?? undefined;
  const found = await ask(getMovement, {
    params: { category },
    query: { ...pair, ...(cursor === undefined ? {} : { cursor }) },
  });
  const start = Number(cursor ?? 0);
  return (
    <>
      <p>
        <a href={withQuery(shell.url, { category: undefined, cursor: undefined })}>All categories</a> /{" "}
        {category === "default" ? "all categories together" : category}
      </p>
      <Terms
        terms={{
          Moved: `${formatCount(found.moved)} of ${formatCount(found.common)} stores${
            found.common === 0 ? "" : ` (${percent(found.moved / found.common)})`
          }`,
          "Adjusted Rand": found.adjustedRand?.toFixed(3) ?? "–",
          New: formatCount(found.fresh),
          Gone: formatCount(found.gone),
        }}
      />
      {found.drawing !== null && (
        <Section title="Movement" id="movement">
          <Chart drawing={found.drawing} {...found.figure === null ? {} : { figure: found.figure }} />
        </Section>
      )}
      <Section title="From cluster to cluster" id="matrix">
        <Matrix found={found} />
      </Section>
      <Section title="Stores" id="stores">
        {found.total === 0 ? <p>No store moved.</p> : (
          <>
            <Table label="Stores that moved" columns={storeColumns(category, pair, found.names)} rows={found.items} />
            <p class="pager">
              <span class="quiet">
                {formatCount(start + 1)} to {formatCount(start + found.items.length)} of {countOf(found.total, "store")}
              </span>
              {start > 0 && <a href={`${withQuery(shell.url, { cursor: undefined })}#stores`}>First page</a>}
              {found.next !== undefined && (
                <a href={`${withQuery(shell.url, { cursor: found.next })}#stores`}>Next page</a>
              )}
            </p>
          </>
        )}
      </Section>
    </>
  );
}

function Matrix({ found }: { readonly found: Movement }) {
  const { before, now, matrix, continued, names } = found;
  const follows = new Map(continued.map(({ from, to }) => [from, to]));
  const columns: Column<number>[] = [
    {
      title: "Before \\ now",
      cell: (row) => <PairTag pair={before[row]!} name={names.before[before[row]!] ?? null} />,
    },
    ...now.map((name, column): Column<number> => ({
      title: name,
      as: "number",
      cell: (row) => {
        const stores = matrix[row]![column]!;
        if (stores === 0) return <span class="quiet">·</span>;
        const stayed = follows.get(before[row]!) === name;
        return (
          <span class={stayed ? "stayed" : "moved"}>{stayed ? `${formatCount(stores)} ✓` : formatCount(stores)}</span>
        );
      },
    })),
  ];
  return (
    <>
      <Table label="Stores by cluster before and now" columns={columns} rows={before.map((_, row) => row)} />
      <p class="quiet">✓ marks the cluster that continues the one before; all others moved.</p>
    </>
  );
}

function storeColumns(
  category: string,
  { layer, to }: Pair,
  names: Movement["names"],
): readonly Column<Movement["items"][number]>[] {
  const side = layer === "external" ? "external" : "internal";
  return [
    {
      title: "Store",
      as: "number",
      cell: ({ store }) => <a href={storeHref(store, { side, category, run: to })}>{store}</a>,
    },
    {
      title: "Before",
      cell: ({ from }) => from === null ? "not there" : <PairTag pair={from} name={names.before[from] ?? null} />,
    },
    { title: "Now", cell: ({ to }) => to === null ? "gone" : <PairTag pair={to} name={names.now[to] ?? null} /> },
    { title: "Margin now", as: "number", cell: ({ margin }) => margin?.toFixed(2) ?? "–" },
  ];
}
