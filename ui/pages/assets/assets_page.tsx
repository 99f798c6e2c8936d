import type { z } from "zod";
import { ApiProblem } from "../../api/call.ts";
import { listAssets } from "../../api/assets/endpoints.ts";
import { type AssetAnswer, type AssetHealth, healths } from "../../api/assets/schemas.ts";
import { mayAct } from "../../api/endpoint.ts";
import { listFreshness } from "../../api/freshness/endpoints.ts";
import { Page, type Shell } from "../../views/layout.tsx";
import { assetHref, type Column, Count, Section, Size, Table } from "../../views/parts.tsx";
import { countOf } from "../../../infra/format.ts";
import { type Freshness, FreshnessBadge } from "../freshness/freshness_view.tsx";
import { definePage } from "../page.tsx";
import { Ago, CheckCounts, Choices, given, Health, healthWords, PartitionBar, queryOf } from "./parts.tsx";

type List = z.output<typeof listAssets["output"]>;

/** The catalog of assets. */
export const assetsPage = definePage("/assets", async ({ ask, query, shell }) => {
  const [selection, text] = [given(query, "selection"), given(query, "text")];
  const health = healths.find((one) => one === query.get("health"));
  const grouped = query.get("by") !== "none";
  const [all, { items: freshness }, found] = await Promise.all([
    ask(listAssets, { query: {} }),
    ask(listFreshness, { query: {} }),
    ask(listAssets, { query: { selection, text, health } }).catch((error: unknown) => {
      if (error instanceof ApiProblem && error.details.status === 400) return error;
      throw error;
    }),
  ]);
  const list = found instanceof ApiProblem ? undefined : found;
  const href = (changed: Readonly<Record<string, string | undefined>>) =>
    `/assets${queryOf({ selection, text, health, by: grouped ? undefined : "none", ...changed })}`;
  return (
    <Page shell={shell} title="Assets" current="Assets" stream="/api/v1/stream">
      <h1>Assets</h1>
      <SelectionBar all={all.items} selection={selection} text={text} health={health} problem={found} />
      <div data-live="assets">
        <Choices
          label="Health"
          choices={[
            { text: `All ${list === undefined ? "" : sum(list)}`, href: href({ health: undefined }), chosen: !health },
            ...healths.filter((one) => one === health || (list?.counts[one] ?? 0) > 0).map((one) => ({
              text: `${healthWords[one]} ${list?.counts[one] ?? 0}`,
              href: href({ health: one }),
              chosen: one === health,
            })),
          ]}
        />
        {list !== undefined && <MaterializeAll shell={shell} list={list} selection={selection} />}
        {list?.items.length === 0 && <Empty any={all.items.length > 0} />}
        {list !== undefined && (
          <Groups items={list.items} now={shell.now} freshness={new Map(freshness.map((one) => [one.asset, one]))} />
        )}
      </div>
    </Page>
  );
});

function sum({ counts }: List): number {
  return Object.values(counts).reduce((a, b) => a + b, 0);
}

function Empty({ any }: { readonly any: boolean }) {
  return any
    ? (
      <p>
        No asset is like that. <a href="/assets">Show all of them.</a>
      </p>
    )
    : (
      <p>
        The project has no assets: add some to the list in <code>pipeline/definitions.ts</code>.
      </p>
    );
}

function SelectionBar({ all, selection, text, health, problem }: {
  readonly all: readonly AssetAnswer[];
  readonly selection: string | undefined;
  readonly text: string | undefined;
  readonly health: AssetHealth | undefined;
  readonly problem: unknown;
}) {
  const groups = [...new Set(all.map(({ group }) => `group:${group}`))];
  const tags = [
    ...new Set(all.flatMap(({ tags }) => Object.entries(tags).map(([key, value]) => `tag:${key}=${value}`))),
  ];
  const wrong = problem instanceof ApiProblem ? problem.details : undefined;
  return (
    <form class="selection-bar" method="get" action="/assets">
      {health !== undefined && <input type="hidden" name="health" value={health} />}
      <label class="grow">
        Selection
        <input
          type="search"
          name="selection"
          value={selection}
          list="selections"
          placeholder="+name, group:x, tag:k=v, a - b"
          spellcheck={false}
          autocomplete="off"
          aria-invalid={wrong !== undefined}
          aria-describedby="selection-help"
          data-island="selection"
          data-props={JSON.stringify({ words: [...groups, ...tags, ...all.map(({ name }) => name)] })}
        />
      </label>
      <datalist id="selections">
        {[...groups, ...tags].map((word) => <option key={word} value={word} />)}
        {all.map(({ name }) => <option key={name} value={name} />)}
      </datalist>
      <label>
        Name has
        <input type="search" name="text" value={text} spellcheck={false} />
      </label>
      <button type="submit">Show</button>
      {wrong === undefined
        ? (
          <p id="selection-help" class="quiet">
            <code>+a</code> with what it needs, <code>a+</code> with what needs it, <code>2+a</code> two layers,{" "}
            <code>,</code> or, <code>-</code> without, <code>&amp;</code> both, <code>*</code> any letters
          </p>
        )
        : (
          <p id="selection-help" class="wrong" role="alert">
            {wrong.detail}
            {wrong.remedy === undefined ? "" : `. ${wrong.remedy}`}
          </p>
        )}
    </form>
  );
}

function MaterializeAll({ shell, list, selection }: {
  readonly shell: Shell;
  readonly list: List;
  readonly selection: string | undefined;
}) {
  if (list.items.length === 0 || !mayAct(shell.caller.role, "operator")) return null;
  // Without narrower filters the selection itself says best what is meant.
  const narrowed = list.items.length !== sum(list) || shell.url.searchParams.get("text");
  const chosen = narrowed || selection === undefined ? list.items.map(({ name }) => name).join(", ") : selection;
  const body = (reuse: boolean) => JSON.stringify({ selection: chosen, reuse });
  const question = `Queue a run of ${countOf(list.items.length, "asset")}?`;
  const action = {
    "data-action": "POST /api/v1/assets/materialize",
    "data-then": "/runs/{run}",
    "data-confirm": question,
  };
  return (
    <div class="actions">
      <button type="button" {...action} data-body={body(false)}>
        Materialize {countOf(list.items.length, "asset")}
      </button>
      <button type="button" {...action} data-body={body(true)}>Only what is stale</button>
      <a class="button" href={`/lineage${queryOf({ selection })}`}>Show as graph</a>
    </div>
  );
}

/** How new assets are that must be, by name. */
type Freshnesses = ReadonlyMap<string, Freshness>;

function Groups({ items, now, freshness }: {
  readonly items: readonly AssetAnswer[];
  readonly now: number;
  readonly freshness: Freshnesses;
}) {
  return (
    <>
      {[...Map.groupBy(items, ({ group }) => group)].map(([group, members]) => (
        <Section key={group} title={group}>
          <Table label={`Assets of ${group}`} columns={columnsFor(now, freshness)} rows={members} />
        </Section>
      ))}
    </>
  );
}

function columnsFor(now: number, freshness: Freshnesses): readonly Column<AssetAnswer>[] {
  const columns: readonly Column<AssetAnswer>[] = [
    { title: "Health", cell: (asset) => <Health asset={asset} /> },
    { title: "Asset", cell: ({ name, description }) => <a href={assetHref(name)} title={description}>{name}</a> },
    { title: "Built", cell: ({ builtAt }) => <Ago at={builtAt} now={now} /> },
    { title: "Freshness", cell: ({ name }) => <Fresh freshness={freshness.get(name)} /> },
    { title: "Checks", cell: ({ checks }) => <CheckCounts checks={checks} /> },
    { title: "Rows", as: "number", cell: ({ rows }) => <Count value={rows} /> },
    { title: "Size", as: "number", wide: true, cell: ({ bytes }) => <Size bytes={bytes} /> },
    { title: "Partitions", wide: true, cell: ({ partitions }) => <PartitionBar partitions={partitions} /> },
    { title: "Kind", wide: true, cell: ({ kind }) => kind },
  ];
  return freshness.size > 0 ? columns : columns.filter(({ title }) => title !== "Freshness");
}

function Fresh({ freshness }: { readonly freshness: Freshness | undefined }) {
  if (freshness === undefined) return <span class="quiet">–</span>;
  return <FreshnessBadge status={freshness.status} />;
}
