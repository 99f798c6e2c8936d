import type { z } from "zod";
import { mayAct } from "../../api/endpoint.ts";
import { getLineage } from "../../api/lineage/endpoints.ts";
import { type GraphQuery, graphQuery } from "../../islands/graph/state.ts";
import { Page } from "../../views/layout.tsx";
import { ApiProblem } from "../../api/call.ts";
import { assetHref } from "../../views/parts.tsx";
import { Health } from "../assets/parts.tsx";
import { definePage, type PageCall } from "../page.tsx";

/** The graph, or why it cannot be shown, with what was asked for. */
export interface AskedLineage {
  readonly query: GraphQuery;
  readonly found: z.output<typeof getLineage["output"]> | ApiProblem;
}

/** The graph of all assets. */
export const lineagePage = definePage("/lineage", async (call) => {
  const lineage = await lineageOf(call, {});
  return (
    <Page shell={call.shell} title="Lineage" current="Lineage">
      <h1>Lineage</h1>
      <Lineage lineage={lineage} call={call} fixed={{}} />
    </Page>
  );
});

/** Asks for the graph that the address says, or for `otherwise` where it says nothing. */
export async function lineageOf({ ask, query }: PageCall, otherwise: GraphQuery): Promise<AskedLineage> {
  const given = graphQuery(query);
  const asked = Object.keys(given).length > 0 ? given : otherwise;
  const found = await ask(getLineage, { query: asked }).catch((error: unknown) => {
    if (error instanceof ApiProblem && error.details.status < 500) return error;
    throw error;
  });
  return { query: asked, found };
}

/** The graph: drawn by the island, a list of assets without it. */
export function Lineage({ lineage: { query, found }, call: { shell }, fixed }: {
  readonly lineage: AskedLineage;
  readonly call: PageCall;
  readonly fixed: Readonly<Record<string, string>>;
}) {
  const assets = found instanceof ApiProblem ? [] : found.nodes.flatMap(({ asset }) => asset ?? []);
  const mayRun = mayAct(shell.caller.role, "operator");
  return (
    <div class="lineage" data-island="lineage" data-props={JSON.stringify({ query, fixed, mayRun })}>
      <Controls query={query} fixed={fixed} names={assets.map(({ name }) => name)} />
      {found instanceof ApiProblem && <p class="wrong" role="alert">{found.message}</p>}
      <div class="stage">
        <canvas
          class="drawing"
          tabindex={0}
          role="application"
          aria-label="Graph of assets. Arrow keys go from asset to asset, Enter opens one, plus and minus zoom, 0 shows all"
        >
        </canvas>
        <canvas class="minimap" aria-hidden="true"></canvas>
        <div class="node-card" hidden></div>
        <p class="spoken unseen" role="status"></p>
      </div>
      <ul class="legend" aria-label="Colours">
        {(["healthy", "warning", "partial", "failing", "never", "transient"] as const).map((health) => (
          <li key={health}>
            <Health asset={{ health }} />
          </li>
        ))}
      </ul>
      <details>
        <summary>The same as a list</summary>
        <ul class="lineage-list">
          {assets.map((asset) => (
            <li key={asset.name}>
              <a href={assetHref(asset.name)}>{asset.name}</a> <Health asset={asset} />
              {asset.deps.length > 0 && <span class="quiet">from {asset.deps.join(", ")}</span>}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

function Controls({ query, fixed, names }: {
  readonly query: GraphQuery;
  readonly fixed: Readonly<Record<string, string>>;
  readonly names: readonly string[];
}) {
  return (
    <form class="selection-bar" method="get">
      {Object.entries(fixed).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
      {query.collapsed !== undefined && <input type="hidden" name="collapsed" value={query.collapsed} />}
      <label>
        Go to
        <input
          type="search"
          name="focus"
          value={query.focus}
          list="lineage-names"
          spellcheck={false}
          autocomplete="off"
        />
      </label>
      <datalist id="lineage-names">{names.map((name) => <option key={name} value={name} />)}</datalist>
      <Layers name="up" word="Needs" chosen={query.up} />
      <Layers name="down" word="Needed by" chosen={query.down} />
      <label>
        Selection
        <input type="search" name="selection" value={query.selection} placeholder="group:x, name+" spellcheck={false} />
      </label>
      <button type="submit">Show</button>
      <span class="graph-tools">
        <button type="button" data-do="out" aria-label="Smaller">−</button>
        <button type="button" data-do="in" aria-label="Larger">+</button>
        <button type="button" data-do="fit">Fit</button>
        <button type="button" data-do="collapse">Close groups</button>
        <button type="button" data-do="expand">Open groups</button>
        <button type="button" data-do="svg">SVG</button>
        <button type="button" data-do="png">PNG</button>
      </span>
      <span class="shown quiet"></span>
    </form>
  );
}

function Layers({ name, word, chosen }: {
  readonly name: "up" | "down";
  readonly word: string;
  readonly chosen: string | undefined;
}) {
  const choices = [["", "everything"], ["0", "nothing"], ["1", "1 layer"], ["2", "2 layers"], ["3", "3 layers"], [
    "50",
    "all layers",
  ]];
  return (
    <label>
      {word}
      <select name={name}>
        {choices.map(([value, text]) => (
          <option key={value} value={value} selected={value === (chosen ?? "")}>{text}</option>
        ))}
      </select>
    </label>
  );
}
