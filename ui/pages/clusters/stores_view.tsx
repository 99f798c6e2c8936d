import type { z } from "zod";
import { formatCount } from "../../../infra/format.ts";
import type { getModelStores } from "../../api/clusters/endpoints.ts";
import type { ModelAnswer, storeRowSchema } from "../../api/clusters/schemas.ts";
import { withQuery } from "../../views/layout.tsx";
import { type Column, Table } from "../../views/parts.tsx";
import { ClusterTag, score, storeHref } from "./parts.tsx";

type Row = z.infer<typeof storeRowSchema>;
type Stores = z.infer<(typeof getModelStores)["output"]>;

const orders = [["store", "number"], ["margin", "nearest to another cluster"], ["distance", "nearest to the centre"], [
  "silhouette",
  "worst silhouette",
]] as const;

type Order = (typeof orders)[number][0];

/** What of an address is about the list of stores. */
export function storeQuery(query: URLSearchParams) {
  const cluster = query.get("cluster");
  const order = orders.find(([name]) => name === query.get("order"))?.[0];
  return {
    ...(cluster === null || cluster === "" ? {} : { cluster }),
    ...(order === undefined ? {} : { order: order satisfies Order }),
    ...(query.get("cursor") === null ? {} : { cursor: query.get("cursor") }),
  };
}

/** The stores of a category with their clusters; which ones and how ordered is in the address. */
export function ModelStores({ model, stores, url }: {
  readonly model: ModelAnswer;
  readonly stores: Stores;
  readonly url: URL;
}) {
  const names = new Map(model.clusters.map(({ cluster, name }) => [cluster, name]));
  const at = { side: model.side, category: model.category, run: url.searchParams.get("run") ?? undefined };
  const cluster = url.searchParams.get("cluster") ?? "";
  const order = url.searchParams.get("order") ?? "store";
  const cursor = Number(url.searchParams.get("cursor") ?? 0);
  const columns: Column<Row>[] = [
    { title: "Store", as: "number", cell: ({ store }) => <a href={storeHref(store, at)}>{store}</a> },
    { title: "Cluster", cell: (row) => <ClusterTag cluster={row.cluster} name={names.get(row.cluster) ?? null} /> },
    {
      title: "Second choice",
      wide: true,
      cell: ({ second }) => second === null ? "–" : <ClusterTag cluster={second} name={names.get(second) ?? null} />,
    },
    { title: "Margin", as: "number", cell: ({ margin }) => margin?.toFixed(2) ?? "–" },
    { title: "Distance", as: "number", wide: true, cell: ({ distance }) => distance?.toFixed(2) ?? "–" },
    { title: "Silhouette", as: "number", cell: ({ silhouette }) => score(silhouette) },
    { title: "Outlier", cell: ({ outlier }) => outlier ? "yes" : "" },
  ];
  return (
    <>
      <form method="get" action={`${url.pathname}#stores`} class="actions">
        {at.run !== undefined && <input type="hidden" name="run" value={at.run} />}
        <label>
          Cluster{" "}
          <select name="cluster">
            <option value="">all</option>
            {model.clusters.map((one) => (
              <option key={one.cluster} value={one.cluster} selected={String(one.cluster) === cluster}>
                {`${one.cluster} ${one.name ?? ""}`}
              </option>
            ))}
          </select>
        </label>
        <label>
          Order{" "}
          <select name="order">
            {orders.map(([name, words]) => <option key={name} value={name} selected={name === order}>{words}</option>)}
          </select>
        </label>
        <button type="submit">Show</button>
      </form>
      <Table label="Stores with their clusters" columns={columns} rows={stores.items} />
      <p class="pager">
        <span class="quiet">
          {stores.total === 0
            ? "No store"
            : `${formatCount(cursor + 1)} to ${formatCount(cursor + stores.items.length)} of ${
              formatCount(stores.total)
            }`}
        </span>
        {cursor > 0 && <a href={`${withQuery(url, { cursor: undefined })}#stores`}>First page</a>}
        {stores.next !== undefined && <a href={`${withQuery(url, { cursor: stores.next })}#stores`}>Next page</a>}
      </p>
      <p class="quiet">
        The margin is 1 − distance to the own centre ÷ distance to that of the second choice: near 0 a store stands
        between two clusters. Outliers were not fitted on, but have the nearest cluster.
      </p>
    </>
  );
}
