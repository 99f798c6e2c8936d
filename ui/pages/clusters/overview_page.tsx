import type { z } from "zod";
import { formatCount } from "../../../infra/format.ts";
import { getClusterRuns, getClusters } from "../../api/clusters/endpoints.ts";
import type { mergeSummarySchema, modelSummarySchema } from "../../api/clusters/schemas.ts";
import { Page } from "../../views/layout.tsx";
import { Command, Section, Time } from "../../views/parts.tsx";
import { definePage } from "../page.tsx";
import { address, Empty, modelHref, percent, RunChoice, runOf, score, SizeBar } from "./parts.tsx";

type Model = z.infer<typeof modelSummarySchema>;
type Merge = z.infer<typeof mergeSummarySchema>;

const sides = [
  ["internal", "Internal: by what stores sell"],
  ["external", "External: by where stores stand"],
] as const;

/** Every category's clusters. */
export const clustersPage = definePage("/clusters", async ({ ask, query, shell }) => {
  const run = runOf(query);
  const wanted = (query.get("category") ?? "").trim().toLowerCase();
  const matches = ({ category }: { readonly category: string }) => category.toLowerCase().includes(wanted);
  const { items: runs } = await ask(getClusterRuns, { query: {} });
  const { models, merged } = await ask(getClusters, { query: { run } });
  const [from, to] = comparedRuns(runs.map(({ id }) => id), run);
  if (models.length === 0 && merged.length === 0) return noClusters();
  return (
    <Page shell={shell} title="Clusters" current="Clusters">
      <h1>Clusters</h1>
      <p class="lead">
        Stores that sell alike, stores that stand alike, and both together. Open one to see which stores are in it and
        why.
      </p>
      <RunChoice runs={runs} run={run} url={shell.url} />
      <nav class="filter more" aria-label="More about these clusters">
        {from !== undefined && to !== undefined && (
          <a href={address("/clusters/compare", { from, to })}>Which stores moved between runs</a>
        )}
        <a href={address("/clusters/downloads", { run })}>Reports, workbooks, tables</a>
        <a href={address("/stores/map", { run })}>Map of stores</a>
      </nav>
      <form method="get" class="actions">
        {run !== undefined && <input type="hidden" name="run" value={run} />}
        <label>
          Category <input type="search" name="category" value={query.get("category") ?? ""} />
        </label>
        <button type="submit">Filter</button>
      </form>
      {sides.map(([side, title]) => (
        <Section key={side} title={title} id={side}>
          <Cards models={models.filter((model) => model.side === side && matches(model))} run={run} />
        </Section>
      ))}
      <Section title="Merged: internal and external together" id="merged">
        <MergeCards merged={merged.filter(matches)} run={run} />
      </Section>
    </Page>
  );

  function noClusters() {
    return (
      <Page shell={shell} title="Clusters" current="Clusters">
        <h1>Clusters</h1>
        <RunChoice runs={runs} run={run} url={shell.url} />
        <Empty title={run === undefined ? "There are no clusters yet" : "This run made no clusters"}>
          <p>
            Run the whole pipeline from <a href="/jobs">Jobs</a>{" "}
            or in a terminal; each category then has a card here with its clusters, their quality and their stores.
          </p>
          <Command line={`${shell.program} run full_pipeline_job --env ${shell.environment}`} />
        </Empty>
      </Page>
    );
  }
});

/** The run that is looked at, and the one before it. */
function comparedRuns(
  ids: readonly string[],
  run: string | undefined,
): readonly [string | undefined, string | undefined] {
  const place = run === undefined ? 0 : ids.indexOf(run);
  return [ids[place + 1], ids[place]];
}

function Cards({ models, run }: { readonly models: readonly Model[]; readonly run: string | undefined }) {
  if (models.length === 0) return <p class="quiet">None.</p>;
  return (
    <div class="cards">
      {models.map((model) => <ModelCard key={`${model.side}/${model.category}`} model={model} run={run} />)}
    </div>
  );
}

function ModelCard({ model, run }: { readonly model: Model; readonly run: string | undefined }) {
  const { side, category, algorithm, clusters, stores, outliers, silhouette, stability, compared, moved } = model;
  return (
    <article class="card">
      <h3>
        <a href={modelHref(side, category, run)}>{category === "default" ? "All categories" : category}</a>
      </h3>
      <p class="quiet">
        k = {clusters} · {algorithm ?? "algorithm unknown"} · {formatCount(stores)} stores
      </p>
      <SizeBar sizes={model.sizes} />
      <dl class="card-facts">
        <Fact name="Silhouette" value={score(silhouette)} weak={silhouette !== null && silhouette < 0.25} />
        <Fact name="Stability" value={stability?.toFixed(2) ?? "–"} weak={stability !== null && stability < 0.6} />
        <Fact name="Outliers" value={formatCount(outliers)} />
        <Fact
          name="Moved"
          value={moved === null || compared === null ? "–" : `${formatCount(moved)} · ${percent(moved / compared)}`}
          weak={moved !== null && compared !== null && moved > 0.2 * compared}
        />
      </dl>
      <p class="quiet card-foot">
        <Time at={model.createdAt} />
      </p>
    </article>
  );
}

function Fact({ name, value, weak = false }: {
  readonly name: string;
  readonly value: string;
  readonly weak?: boolean;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={weak ? "weak" : undefined}>{weak ? `! ${value}` : value}</dd>
    </div>
  );
}

function MergeCards({ merged, run }: { readonly merged: readonly Merge[]; readonly run: string | undefined }) {
  if (merged.length === 0) return <p class="quiet">None.</p>;
  return (
    <div class="cards">
      {merged.map(({ category, stores, pairs, kept, moved, createdAt }) => (
        <article class="card" key={category}>
          <h3>
            <a href={modelHref("merged", category, run)}>{category}</a>
          </h3>
          <p class="quiet">{formatCount(stores)} stores of both sides</p>
          <dl class="card-facts">
            <Fact name="Pairs" value={pairs === null ? "–" : formatCount(pairs)} />
            <Fact name="Kept" value={kept === null ? "–" : formatCount(kept)} />
            <Fact name="Moved to a larger pair" value={moved === null ? "–" : formatCount(moved)} />
          </dl>
          <p class="quiet card-foot">
            <Time at={createdAt} />
          </p>
        </article>
      ))}
    </div>
  );
}
