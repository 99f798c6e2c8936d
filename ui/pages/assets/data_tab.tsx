import { formatCount } from "../../../infra/format.ts";
import { type FilterOperator, filterOperators } from "../../../pipeline/mod.ts";
import { ApiProblem } from "../../api/call.ts";
import { downloadValue, listRows, profileColumns } from "../../api/assets/data_endpoints.ts";
import { listPartitions } from "../../api/assets/endpoints.ts";
import { withQuery } from "../../views/layout.tsx";
import type { PageCall } from "../page.tsx";
import type { AssetDetail, AssetTab } from "./asset_page.tsx";
import { DataGrid, type GridState } from "./data_grid.tsx";
import { HideColumns, withoutColumns } from "./hide_columns.tsx";
import { given, queryOf } from "./parts.tsx";

/** Rows of an asset's value, or what else is stored. */
export const dataTab: AssetTab = {
  id: "data",
  title: () => "Data",
  has: ({ newest }) => newest !== undefined,
  render: async (call, detail) => {
    const { asset, newest } = detail;
    const [partition, version] = [given(call.query, "partition"), given(call.query, "version")];
    const keys = asset.partitions === undefined || asset.partitions.keys > 500 ? [] : (await call.ask(listPartitions, {
      params: { name: asset.name },
      query: { state: "built", limit: 500 },
    })).items.map(({ key }) => key);
    return (
      <>
        {keys.length > 0 && <PartitionChoice keys={keys} chosen={partition} version={version} />}
        {version !== undefined && (
          <p>
            This is version <code>{version}</code>.{" "}
            <a href={withQuery(call.shell.url, { version: undefined })}>Show the newest.</a>
          </p>
        )}
        {await (newest?.table === true
          ? rowsOf(call, asset.name, { partition, version })
          : storedFile(call, detail, { partition, version })).catch(absent)}
      </>
    );
  },
};

/** A value that is gone is told in its place; the rest of the page stays of use. */
function absent(error: unknown) {
  if (!(error instanceof ApiProblem) || error.details.status !== 404) throw error;
  return <p class="wrong" role="alert">{error.message}. A run that makes the asset anew brings it back.</p>;
}

interface Which {
  readonly partition: string | undefined;
  readonly version: string | undefined;
}

function PartitionChoice({ keys, chosen, version }: {
  readonly keys: readonly string[];
  readonly chosen: string | undefined;
  readonly version: string | undefined;
}) {
  return (
    <form class="selection-bar" method="get">
      <input type="hidden" name="tab" value="data" />
      <label>
        Partition
        <select name="partition" disabled={version !== undefined}>
          <option value="">all, as one table</option>
          {keys.map((key) => <option key={key} value={key} selected={key === chosen}>{key}</option>)}
        </select>
      </label>
      <button type="submit">Show</button>
    </form>
  );
}

const operatorWords: Readonly<Record<FilterOperator, string>> = {
  eq: "=",
  ne: "≠",
  lt: "<",
  le: "≤",
  gt: ">",
  ge: "≥",
  contains: "contains",
  empty: "is empty",
  filled: "is not empty",
};

async function rowsOf({ ask, query, shell }: PageCall, name: string, which: Which) {
  // The form gives a new filter in three parts; the address keeps it as one.
  const added = [given(query, "column"), given(query, "operator")];
  const filters = [
    ...query.getAll("filter"),
    ...(added.every((part) => part !== undefined) ? [`${added.join(":")}:${query.get("value") ?? ""}`] : []),
  ];
  const [sort, cursor] = [given(query, "sort"), given(query, "cursor")];
  const descending = query.get("descending") === "true" ? "true" : "false";
  const hide = query.getAll("hide");
  const choice = { ...which, sort, descending, filter: [...filters] };
  const [page, profile] = await Promise.all([
    ask(listRows, { params: { name }, query: { ...choice, cursor, limit: 100 } }).catch((error: unknown) => {
      if (error instanceof ApiProblem && error.details.status === 400) return error;
      throw error;
    }),
    ask(profileColumns, { params: { name }, query: which }),
  ]);
  const to = (values: GridState) => href(shell.url.pathname, { ...which, filters, sort, descending, hide, ...values });
  if (page instanceof ApiProblem) {
    return (
      <>
        <Filters
          {...{ filters, to, which, sort, descending, hide }}
          columns={profile.items}
        />
        <p class="wrong" role="alert">
          {page.message}. <a href={to({ filters: [], sort: undefined })}>Start anew.</a>
        </p>
      </>
    );
  }
  const download = (format: string) => {
    const asked = new URLSearchParams({ format, ...(sort === undefined ? {} : { sort, descending }) });
    for (const [key, value] of Object.entries(which)) if (value !== undefined) asked.set(key, value);
    for (const filter of filters) asked.append("filter", filter);
    return `/api/v1/assets/${encodeURIComponent(name)}/download?${asked}`;
  };
  const first = Number(cursor ?? 0);
  return (
    <>
      <Filters {...{ filters, to, which, sort, descending, hide }} columns={page.columns} />
      <p class="grid-head">
        <span>
          Rows {formatCount(page.rows.length === 0 ? 0 : first + 1)}–{formatCount(first + page.rows.length)} of{" "}
          {formatCount(page.matching)}
          {page.matching < page.total && ` that match, ${formatCount(page.total)} in all`}
        </span>
        <a class="button" href={download("csv")} download>CSV</a>
        <a class="button" href={download("parquet")} download>Parquet</a>
      </p>
      <HideColumns columns={page.columns} hidden={hide} query={shell.url.searchParams} />
      <DataGrid
        page={withoutColumns(page, hide)}
        profile={profile}
        sort={sort}
        descending={descending === "true"}
        to={to}
      />
      <p class="pager">
        {first > 0 && <a href={to({ cursor: String(Math.max(0, first - 100)) })}>Rows before</a>}
        {page.next !== undefined && <a href={to({ cursor: page.next })}>Rows after</a>}
      </p>
    </>
  );
}

function href(path: string, { filters = [], hide = [], ...values }: GridState): string {
  const { descending, ...rest } = values;
  const query = queryOf({ tab: "data", ...rest, ...(rest.sort === undefined ? {} : { descending }) });
  const more = [
    ...filters.map((filter) => new URLSearchParams({ filter })),
    ...hide.map((column) => new URLSearchParams({ hide: column })),
  ];
  return [`${path}${query}`, ...more].join("&");
}

function Filters({ filters, to, columns, which, sort, descending, hide }: {
  readonly filters: readonly string[];
  readonly to: (values: GridState) => string;
  readonly columns: readonly { readonly name: string }[];
  readonly which: Which;
  readonly sort: string | undefined;
  readonly descending: string;
  readonly hide: readonly string[];
}) {
  const hidden = { tab: "data", ...which, sort, ...(sort === undefined ? {} : { descending }) };
  return (
    <form class="selection-bar" method="get">
      {Object.entries(hidden).map(([name, value]) =>
        value !== undefined && <input key={name} type="hidden" name={name} value={value} />
      )}
      {filters.map((filter) => <input key={filter} type="hidden" name="filter" value={filter} />)}
      {hide.map((column) => <input key={column} type="hidden" name="hide" value={column} />)}
      <label>
        Column
        <select name="column">{columns.map(({ name }) => <option key={name} value={name}>{name}</option>)}</select>
      </label>
      <label>
        is
        <select name="operator">
          {filterOperators.map((one) => <option key={one} value={one}>{operatorWords[one]}</option>)}
        </select>
      </label>
      <label>
        Value <input type="text" name="value" autocomplete="off" />
      </label>
      <button type="submit">Filter</button>
      {filters.map((filter) => (
        <a
          key={filter}
          class="chip"
          href={to({ filters: filters.filter((other) => other !== filter), cursor: undefined })}
          aria-label={`Take away the filter ${words(filter)}`}
        >
          {words(filter)} <span aria-hidden="true">×</span>
        </a>
      ))}
    </form>
  );
}

function words(filter: string): string {
  const operator = filterOperators.find((one) => filter.includes(`:${one}:`));
  if (operator === undefined) return filter;
  const [column = "", ...value] = filter.split(`:${operator}:`);
  return `${column} ${operatorWords[operator]} ${value.join(`:${operator}:`)}`.trim();
}

const mostShown = 100_000;

async function storedFile({ ask }: PageCall, { asset, newest }: AssetDetail, which: Which) {
  const query = {
    partition: which.partition,
    version: which.version ?? (which.partition === undefined ? newest?.version : undefined),
  };
  const address = `/api/v1/assets/${encodeURIComponent(asset.name)}/file${queryOf(query)}`;
  const path = newest?.path ?? "";
  const isPicture = /\.(svg|png)$/.test(path);
  const text = path.endsWith(".json")
    ? JSON.stringify(await ask(downloadValue, { params: { name: asset.name }, query }), null, 2)
    : undefined;
  return (
    <>
      <p class="grid-head">
        <span>
          {asset.partitions !== undefined && which.partition === undefined ? "The newest of its partitions." : ""}
        </span>
        <a class="button" href={address} download>Download the stored file</a>
      </p>
      {isPicture && (
        <img
          class="stored-picture"
          src={`${address}${address.includes("?") ? "&" : "?"}show=true`}
          alt={asset.description}
        />
      )}
      {text !== undefined && (
        <pre
          class="stored-text"
          tabindex={0}
        >{text.slice(0, mostShown)}{text.length > mostShown ? "\n… the rest is in the file" : ""}</pre>
      )}
    </>
  );
}
