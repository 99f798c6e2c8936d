import { listPartitions, listValues } from "../../api/assets/endpoints.ts";
import type { ValueAnswer } from "../../api/assets/schemas.ts";
import { Badge, Count, runHref, Size, Table, Time } from "../../views/parts.tsx";
import type { AssetTab } from "./asset_page.tsx";
import { differenceView } from "./difference_view.tsx";
import { given, queryOf } from "./parts.tsx";
import { Plot, type PlotPoint } from "./plot.tsx";

const mostPlots = 12;

/** Versions of an asset, what they say of themselves over time, and what differs between two of them. */
export const versionsTab: AssetTab = {
  id: "versions",
  title: () => "Versions",
  has: ({ asset }) => asset.health !== "transient",
  render: async (call, { asset }) => {
    const { ask, query, shell } = call;
    const keys = asset.partitions === undefined ? [] : (await ask(listPartitions, {
      params: { name: asset.name },
      query: { limit: 500 },
    })).items.map(({ key }) => key);
    const partition = given(query, "partition") ?? keys[0];
    const cursor = given(query, "cursor");
    const { items, next } = await ask(listValues, {
      params: { name: asset.name },
      query: { partition, cursor, limit: 50 },
    });
    const [before, after] = [given(query, "before") ?? items[1]?.version, given(query, "after") ?? items[0]?.version];
    if (items.length === 0) return <p>Nothing was stored yet{partition === undefined ? "" : ` of ${partition}`}.</p>;
    return (
      <>
        {keys.length > 0 && (
          <form class="selection-bar" method="get">
            <input type="hidden" name="tab" value="versions" />
            <label>
              Partition
              <select name="partition">
                {keys.map((key) => <option key={key} value={key} selected={key === partition}>{key}</option>)}
              </select>
            </label>
            <button type="submit">Show</button>
          </form>
        )}
        <MetadataPlots values={items} />
        <form method="get">
          <input type="hidden" name="tab" value="versions" />
          {partition !== undefined && <input type="hidden" name="partition" value={partition} />}
          <VersionTable items={items} before={before} after={after} path={shell.url.pathname} />
          {items.length > 1 && (
            <p class="actions">
              <button type="submit">Compare</button>
              <label>
                Rows are named by <input type="text" name="keys" value={given(query, "keys")} placeholder="found out" />
              </label>
            </p>
          )}
        </form>
        {next !== undefined && (
          <p class="pager">
            <a href={`${shell.url.pathname}${queryOf({ tab: "versions", partition, cursor: next })}`}>Older versions</a>
          </p>
        )}
        {before !== undefined && after !== undefined && before !== after &&
          await differenceView(call, asset.name, { before, after, keys: given(query, "keys") })}
      </>
    );
  },
};

function VersionTable({ items, before, after, path }: {
  readonly items: readonly ValueAnswer[];
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly path: string;
}) {
  const radio = (name: string, chosen: string | undefined) => ({ version, createdAt }: ValueAnswer) => (
    <input
      type="radio"
      name={name}
      value={version}
      checked={version === chosen}
      aria-label={`${name === "before" ? "From" : "To"} the version of ${new Date(createdAt).toISOString()}`}
    />
  );
  return (
    <Table
      label="Versions"
      columns={[
        { title: "From", cell: radio("before", before) },
        { title: "To", cell: radio("after", after) },
        {
          title: "Made",
          cell: ({ createdAt, version, current, table }) => (
            <>
              {table
                ? (
                  <a href={`${path}${queryOf({ tab: "data", version })}`}>
                    <Time at={createdAt} />
                  </a>
                )
                : <Time at={createdAt} />} {current && <Badge state="built" />}
            </>
          ),
        },
        { title: "Run", cell: ({ run }) => <a class="id" href={runHref(run)}>{run}</a> },
        { title: "Rows", as: "number", cell: ({ rows }) => <Count value={rows} /> },
        { title: "Size", as: "number", wide: true, cell: ({ bytes }) => <Size bytes={bytes} /> },
        {
          title: "Content",
          wide: true,
          cell: ({ hash }) => <code title={`SHA-256 ${hash}`}>{hash.slice(0, 10)}</code>,
        },
        {
          title: "Code",
          wide: true,
          cell: ({ codeVersion }) => <code title={codeVersion}>{codeVersion.slice(0, 8)}</code>,
        },
      ]}
      rows={items}
    />
  );
}

/** Numbers that versions say of themselves, over time. */
function MetadataPlots({ values }: { readonly values: readonly ValueAnswer[] }) {
  const series = metadataSeries(values);
  if (series.size === 0) return null;
  const shown = [...series].slice(0, mostPlots);
  return (
    <>
      <div class="plots">{shown.map(([name, points]) => <Plot key={name} title={name} points={points} />)}</div>
      {series.size > shown.length && <p class="quiet">{series.size - shown.length} more numbers are in the API.</p>}
    </>
  );
}

/** Numbers of values by name, oldest first, those with at least two values; those that changed stand first. */
function metadataSeries(values: readonly ValueAnswer[]): ReadonlyMap<string, readonly PlotPoint[]> {
  const series = new Map<string, PlotPoint[]>();
  for (const { createdAt, metadata, rows, bytes } of values.toReversed()) {
    const facts = { ...(rows === undefined ? {} : { rows }), bytes, ...metadata };
    for (const [name, value] of Object.entries(facts)) {
      if (typeof value !== "number" || !Number.isFinite(value)) continue;
      series.set(name, [...series.get(name) ?? [], { time: createdAt, value }]);
    }
  }
  const changed = (points: readonly PlotPoint[]) => points.some(({ value }) => value !== points[0]?.value);
  return new Map(
    [...series].filter(([, points]) => points.length > 1)
      .sort(([, a], [, b]) => Number(changed(b)) - Number(changed(a))),
  );
}
