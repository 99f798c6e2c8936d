import { formatCount } from "../../../infra/format.ts";
import { getClusterRuns, getDrawings, getModel, getModelStores } from "../../api/clusters/endpoints.ts";
import type { ModelAnswer } from "../../api/clusters/schemas.ts";
import { mayAct } from "../../api/endpoint.ts";
import { listJobNames } from "../../api/jobs/endpoints.ts";
import { Page } from "../../views/layout.tsx";
import { Section, Terms, Time } from "../../views/parts.tsx";
import { definePage } from "../page.tsx";
import { ScoreTable } from "./choice_view.tsx";
import { ClusterCards } from "./cluster_cards.tsx";
import { address, Chart, percent, RunChoice, runOf, score } from "./parts.tsx";
import { ProfileTable } from "./profile_view.tsx";
import { ScatterView } from "./scatter_view.tsx";
import { ModelStores, storeQuery } from "./stores_view.tsx";

/** Order in which the remaining charts stand. */
const further = ["sizes", "correlations", "correlation", "dendrogram", "movement"];

/** The clusters of a category from one side. */
export const modelPage = definePage("/clusters/:side/:category", async ({ ask, params, query, shell }) => {
  const run = runOf(query);
  const at = { side: params["side"] as "internal", category: params["category"] ?? "" };
  const model = await ask(getModel, { params: at, query: { run } });
  const [{ items: runs }, { items: drawings }, stores, { items: jobs }] = await Promise.all([
    ask(getClusterRuns, { query: {} }),
    ask(getDrawings, { params: at, query: { run } }),
    ask(getModelStores, { params: at, query: { run, ...storeQuery(query) } }),
    ask(listJobNames, {}),
  ]);
  const api = `/api/v1/clusters/${at.side}/${encodeURIComponent(at.category)}`;
  const source = address(`${api}/figures`, { run });
  const drawn = new Map(drawings.map((drawing) => [drawing.name, drawing]));
  const chart = (name: string) => {
    const drawing = drawn.get(name);
    return drawing === undefined ? null : <Chart drawing={drawing} source={source} />;
  };
  const title = `${at.side === "internal" ? "Internal" : "External"} clusters: ${categoryTitle(at.category)}`;
  return (
    <Page shell={shell} title={title} current="Clusters">
      <h1>{title}</h1>
      <RunChoice runs={runs} run={run} url={shell.url} />
      <Facts model={model} />
      <Links model={model} runs={runs.map(({ id }) => id)} run={run} />
      <Section title="Clusters" id="clusters">
        <ClusterCards model={model} run={run} api={api} mayName={mayAct(shell.caller.role, "operator")} />
        {model.ruleAccuracy !== null && (
          <p class="quiet">
            The rules together give {percent(model.ruleAccuracy)} of the stores their cluster
            {model.ruleBaseline === null ? "" : `; the largest cluster alone is ${percent(model.ruleBaseline)}`}.
          </p>
        )}
      </Section>
      <Section title="Why this many clusters" id="choice">
        <p class="lead">{choiceWords(model)}</p>
        {chart("scores")}
        <ScoreTable model={model} />
      </Section>
      <Section title="Stores on a plane" id="plane">
        <ScatterView model={model} run={run} api={api} drawing={drawn.get("scatter")} />
      </Section>
      <Section title="How well stores fit" id="silhouette">
        {chart("silhouette") ?? <p class="quiet">There is one cluster only: nothing to compare with.</p>}
      </Section>
      <Section title="What clusters are like" id="profile">
        {chart("profile")}
        <ProfileTable model={model} />
      </Section>
      <Section title="More charts" id="more">
        {further.map(chart)}
        {drawings.length === 0 && <p class="quiet">This run drew no charts for the category.</p>}
      </Section>
      <Section title="Stores" id="stores">
        <ModelStores model={model} stores={stores} url={shell.url} />
      </Section>
      <Preparation
        model={model}
        job={jobs.find((job) => runs.some(({ id, job: own }) => id === model.run && own === job))}
      />
    </Page>
  );
});

function categoryTitle(category: string): string {
  return category === "default" ? "all categories" : category;
}

function choiceWords({ k, reason, scores }: ModelAnswer): string {
  if (reason === null) return `There are ${k} clusters; why was not recorded.`;
  const tried = scores.length < 2
    ? ""
    : ` ${scores.length} numbers were tried, from ${scores[0]!.k} to ${scores.at(-1)!.k}.`;
  return `${reason}.${tried}`;
}

function Facts({ model }: { readonly model: ModelAnswer }) {
  const { clusters, stores, outliers, silhouette, calinskiHarabasz, daviesBouldin, comparison, preparation } = model;
  const stable = clusters.flatMap(({ stability }) => stability === null ? [] : [stability]);
  return (
    <Terms
      terms={{
        Clusters: String(clusters.length),
        Algorithm: preparation?.algorithm,
        Stores: formatCount(stores),
        Outliers: formatCount(outliers),
        Silhouette: <span title="1 is well apart, 0 between two clusters">{score(silhouette)}</span>,
        "Least stable": stable.length === 0
          ? undefined
          : (
            <span title="Mean Jaccard similarity of the least stable cluster in samples">
              {Math.min(...stable).toFixed(2)}
            </span>
          ),
        "Calinski-Harabasz": calinskiHarabasz === null ? undefined : formatCount(Math.round(calinskiHarabasz)),
        "Davies-Bouldin": daviesBouldin?.toFixed(3),
        "Moved since the last run": comparison === null
          ? "nothing to compare with"
          : `${formatCount(comparison.moved)} of ${formatCount(comparison.compared)} (${
            percent(comparison.moved / comparison.compared)
          })`,
        "Adjusted Rand": comparison?.adjustedRand?.toFixed(3),
        Made: <Time at={model.createdAt} />,
      }}
    />
  );
}

function Links({ model, runs, run }: {
  readonly model: ModelAnswer;
  readonly runs: readonly string[];
  readonly run: string | undefined;
}) {
  const { side, category } = model;
  const place = Math.max(0, run === undefined ? 0 : runs.indexOf(run));
  const [to, from] = [runs[place], runs[place + 1]];
  const all = category === "default";
  return (
    <nav class="filter more" aria-label="More about this category">
      {from !== undefined && to !== undefined && (
        <a href={address("/clusters/compare", { layer: side, category, from, to })}>Which stores moved</a>
      )}
      {!all && <a href={address(`/clusters/merged/${encodeURIComponent(category)}`, { run })}>With the other side</a>}
      <a href={address("/stores/map", { layer: side, category, run })}>On the map</a>
      <a href={address("/clusters/downloads", { run: run ?? model.run })}>Reports and tables</a>
      <a href={`/runs/${encodeURIComponent(model.run)}`}>Run {model.run}</a>
    </nav>
  );
}

function Preparation({ model: { preparation, rule, run }, job }: {
  readonly model: ModelAnswer;
  /** The job that made them, if it is still there. */
  readonly job: string | undefined;
}) {
  if (preparation === null) return null;
  const { algorithm, normalization, pca, outlier_detection: outliers } = preparation;
  return (
    <Section title="How features were prepared" id="preparation">
      <Terms
        terms={{
          Scaling: normalization.enabled ? normalization.method : "none",
          Components: pca.enabled ? `${pca.method}, ${pca.components}` : "none",
          Outliers: outliers.enabled ? `${outliers.method}, ${outliers.threshold}` : "not looked for",
          Algorithm: algorithm,
          "Rule for k": rule ?? undefined,
        }}
      />
      <p class="quiet">
        These are job_params of the configuration.{" "}
        {job !== undefined && (
          <a href={address(`/jobs/${encodeURIComponent(job)}/launch`, { from: run })}>Launch with others and compare</a>
        )}
      </p>
    </Section>
  );
}
