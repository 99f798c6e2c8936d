import type { z } from "zod";
import { formatCount } from "../../../infra/format.ts";
import { getStores } from "../../api/stores/endpoints.ts";
import { Page, withQuery } from "../../views/layout.tsx";
import { type Column, Command, Table } from "../../views/parts.tsx";
import { address, Empty, runOf, storeHref } from "../clusters/parts.tsx";
import { definePage } from "../page.tsx";

type Store = z.infer<(typeof getStores)["output"]>["items"][number];

/** Stores by number. */
export const storesPage = definePage("/stores", async ({ ask, query, shell }) => {
  const run = runOf(query);
  const search = (query.get("search") ?? "").replaceAll(/\D/g, "").slice(0, 20);
  const cursor = query.get("cursor") ?? undefined;
  const { items, next } = await ask(getStores, {
    query: { run, ...(search === "" ? {} : { search }), ...(cursor === undefined ? {} : { cursor }) },
  });
  const columns: readonly Column<Store>[] = [
    { title: "Store", as: "number", cell: ({ store }) => <a href={storeHref(store, { run })}>{store}</a> },
    { title: "Clusters", as: "number", cell: ({ categories }) => formatCount(categories) },
    { title: "Outlier in", as: "number", cell: ({ outlier }) => outlier === 0 ? "–" : formatCount(outlier) },
    { title: "Lowest margin", as: "number", cell: ({ margin }) => margin?.toFixed(2) ?? "–" },
  ];
  return (
    <Page shell={shell} title="Stores" current="Stores">
      <h1>Stores</h1>
      <p class="lead">
        Open a store to see its cluster in every category, what it would be in otherwise, and why.{" "}
        <a href={address("/stores/map", { run })}>Map of stores</a>
      </p>
      <form method="get" class="actions" role="search">
        {run !== undefined && <input type="hidden" name="run" value={run} />}
        <label>
          Number <input type="search" name="search" value={search} inputmode="numeric" pattern="\d*" />
        </label>
        <button type="submit">Search</button>
      </form>
      {items.length > 0 && <Table label="Stores" columns={columns} rows={items} />}
      {items.length === 0 && search !== "" && <p>No store's number starts with {search}.</p>}
      {items.length === 0 && search === "" && cursor === undefined && (
        <Empty title="No store has a cluster yet">
          <p>Stores appear here when a run has saved assignments.</p>
          <Command line={`${shell.program} run full_pipeline_job --env ${shell.environment}`} />
        </Empty>
      )}
      <p class="pager">
        {cursor !== undefined && <a href={withQuery(shell.url, { cursor: undefined })}>First page</a>}
        {next !== undefined && <a href={withQuery(shell.url, { cursor: next })}>Next page</a>}
      </p>
    </Page>
  );
});
