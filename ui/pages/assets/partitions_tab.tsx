import type { z } from "zod";
import { listPartitions } from "../../api/assets/endpoints.ts";
import { formatCount } from "../../../infra/format.ts";
import { mayAct } from "../../api/endpoint.ts";
import { withQuery } from "../../views/layout.tsx";
import { Badge, Count, runHref, Size, Table } from "../../views/parts.tsx";
import type { AssetTab } from "./asset_page.tsx";
import { Ago, Choices, given, queryOf } from "./parts.tsx";

const states = ["built", "missing", "failed"] as const;

/** The keys of an asset, how each stands, and how to make it. */
export const partitionsTab: AssetTab = {
  id: "partitions",
  title: ({ asset }) => `Partitions ${asset.partitions?.keys ?? 0}`,
  has: ({ asset }) => asset.partitions !== undefined,
  render: async ({ ask, query, shell }, { asset }) => {
    const state = states.find((one) => one === query.get("state"));
    const text = given(query, "text");
    const cursor = given(query, "cursor");
    const page = await ask(listPartitions, {
      params: { name: asset.name },
      query: { state, text, cursor, limit: 100 },
    });
    const to = (values: Readonly<Record<string, string | undefined>>) =>
      withQuery(shell.url, { cursor: undefined, ...values });
    const { counts } = page;
    const all = counts.built + counts.missing + counts.failed;
    const [job] = asset.jobs;
    const acts = mayAct(shell.caller.role, "operator");
    return (
      <section>
        <h2>Keys of {asset.partitions?.name}</h2>
        {all === 0 && <p>No keys yet: a run of the asset that sets them finds them.</p>}
        <StateBar counts={counts} strip={page.strip} />
        <Choices
          label="State"
          choices={[
            {
              text: `All ${formatCount(all)}`,
              href: to({ state: undefined }),
              chosen: state === undefined,
            },
            ...states.map((one) => ({
              text: `${one} ${formatCount(counts[one])}`,
              href: to({ state: one }),
              chosen: one === state,
            })),
          ]}
        />
        <form class="selection-bar" method="get">
          <input type="hidden" name="tab" value="partitions" />
          {state !== undefined && <input type="hidden" name="state" value={state} />}
          <label>
            Key has <input type="search" name="text" value={text} />
          </label>
          <button type="submit">Show</button>
          {acts && job !== undefined && (
            <a class="button" href={`/backfills/new${queryOf({ job, selection: asset.name })}`}>Backfill many keys</a>
          )}
        </form>
        <Table
          label="Partitions"
          columns={[
            { title: "State", cell: (item) => <Badge state={shownAs[item.state]} /> },
            {
              title: "Key",
              cell: ({ key }) => (
                <a href={withQuery(new URL(shell.url.pathname, shell.url), { tab: "data", partition: key })}>{key}</a>
              ),
            },
            { title: "Rows", as: "number", cell: ({ value }) => <Count value={value?.rows} /> },
            { title: "Size", as: "number", wide: true, cell: ({ value }) => <Size bytes={value?.bytes} /> },
            { title: "Built", wide: true, cell: ({ value }) => <Ago at={value?.createdAt} now={shell.now} /> },
            {
              title: "Run",
              wide: true,
              cell: ({ value, message }) =>
                message ?? (value === undefined ? "" : <a class="id" href={runHref(value.run)}>{value.run}</a>),
            },
            ...(acts
              ? [{
                title: "Make",
                head: <span class="unseen">Make</span>,
                cell: ({ key }: { readonly key: string }) => (
                  <button
                    type="button"
                    data-action="POST /api/v1/assets/materialize"
                    data-body={JSON.stringify({ selection: asset.name, partitions: [key] })}
                    data-then="/runs/{run}"
                  >
                    Materialize
                  </button>
                ),
              }]
              : []),
          ]}
          rows={page.items}
        />
        {page.next !== undefined && (
          <p class="pager">
            <a href={withQuery(shell.url, { cursor: page.next })}>Next keys</a>
          </p>
        )}
      </section>
    );
  },
};

const shownAs = { built: "built", missing: "never", failed: "failed" } as const;

/** Every key as a thin bar, in order. */
function StateBar({ counts, strip }: Pick<z.output<typeof listPartitions["output"]>, "counts" | "strip">) {
  if (strip.length === 0) return null;
  const wide = 800 / strip.length;
  const words = states.map((one) => `${formatCount(counts[one])} ${one}`).join(", ");
  return (
    <svg class="state-bar" viewBox="0 0 800 14" preserveAspectRatio="none" role="img" aria-label={words}>
      {strip.map((state, i) => <rect key={i} class={shownAs[state]} x={i * wide} width={wide * 0.94} height="14" />)}
    </svg>
  );
}
