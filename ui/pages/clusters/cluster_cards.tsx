import { formatCount } from "../../../infra/format.ts";
import type { ClusterAnswer, ModelAnswer } from "../../api/clusters/schemas.ts";
import { Time } from "../../views/parts.tsx";
import { address, percent, score, storeHref, Swatch } from "./parts.tsx";

interface CardContext {
  readonly model: ModelAnswer;
  readonly run: string | undefined;
  /** Address of the category in the API. */
  readonly api: string;
  /** Whether the reader may give names. */
  readonly mayName: boolean;
}

const marks = 4;
const listed = 8;

/** A card for each cluster: its name, size and scores, what it has much and little of, its rules, stores to look at. */
export function ClusterCards(context: CardContext) {
  return (
    <div class="cards wide-cards">
      {context.model.clusters.map((cluster) => <Card key={cluster.cluster} cluster={cluster} {...context} />)}
    </div>
  );
}

function Card({ cluster, ...context }: { readonly cluster: ClusterAnswer } & CardContext) {
  const { model, run } = context;
  const labels = new Map(model.features.map(({ name, label }) => [name, label]));
  const high = cluster.features.filter(({ difference }) => difference > 0).slice(0, marks);
  const low = cluster.features.filter(({ difference }) => difference < 0).slice(0, marks);
  const at = { side: model.side, category: model.category, run };
  const path = `/clusters/${model.side}/${encodeURIComponent(model.category)}`;
  return (
    <article class="card" id={`cluster-${cluster.cluster}`}>
      <h3>
        <Swatch label={cluster.cluster} /> {cluster.cluster} {cluster.name ?? ""}
      </h3>
      <Naming cluster={cluster} {...context} />
      <p class="quiet">
        <a href={`${address(path, { run, cluster: cluster.cluster })}#stores`}>{formatCount(cluster.stores)} stores</a>,
        {" "}
        {percent(cluster.share)} · silhouette {score(cluster.silhouette)}
        {cluster.stability === null ? "" : ` · stability ${cluster.stability.toFixed(2)}`}
      </p>
      <dl class="card-list">
        <Marks title="Much of" features={high} labels={labels} />
        <Marks title="Little of" features={low} labels={labels} />
        {cluster.rules.length > 0 && (
          <div>
            <dt>Rules</dt>
            {cluster.rules.map(({ words, recall, accuracy, source }) => (
              <dd key={words}>
                {words}{" "}
                <span class="quiet">
                  ({percent(recall)} of the cluster, {percent(accuracy)}{" "}
                  right{source === "own" ? ", of its own tree" : ""})
                </span>
              </dd>
            ))}
          </div>
        )}
        <StoreLinks title="Typical stores" stores={cluster.typical} at={at} />
        <StoreLinks title="Borderline stores" stores={cluster.borderline} at={at} />
      </dl>
    </article>
  );
}

function Naming({ cluster, model, run, api, mayName }: { readonly cluster: ClusterAnswer } & CardContext) {
  const { given, automatic, name } = cluster;
  const path = `${api}/names/${cluster.cluster}`;
  return (
    <>
      {given !== null && (
        <p class="quiet">
          Named by {given.by}, <Time at={given.at} />
          {given.run === model.run ? "" : ` in run ${given.run}`}
          {automatic === null ? "" : `; automatic: ${automatic}`}
        </p>
      )}
      {mayName && (
        <details>
          <summary>Rename</summary>
          <form class="actions" data-island="cluster_name" data-props={JSON.stringify({ path, run })}>
            <label>
              <span class="unseen">Name of cluster {cluster.cluster}</span>
              <input name="name" value={name ?? ""} maxlength={80} required />
            </label>
            <button type="submit" class="main">Save</button>
            {given !== null && (
              <button type="button" data-action={`DELETE ${address(path, { run })}`} data-done="Automatic name again">
                Automatic name
              </button>
            )}
          </form>
        </details>
      )}
    </>
  );
}

function Marks({ title, features, labels }: {
  readonly title: string;
  readonly features: ClusterAnswer["features"];
  readonly labels: ReadonlyMap<string, string>;
}) {
  if (features.length === 0) return null;
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {features.map(({ name, index }, i) => (
          <>
            {i === 0 ? "" : ", "}
            {labels.get(name) ?? name}
            {index === null ? "" : <span class="figure">{` ${Math.round(index)}`}</span>}
          </>
        ))}
      </dd>
    </div>
  );
}

function StoreLinks({ title, stores, at }: {
  readonly title: string;
  readonly stores: ClusterAnswer["typical"];
  readonly at: Readonly<Record<string, string | undefined>>;
}) {
  if (stores.length === 0) return null;
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {stores.slice(0, listed).map(({ store, margin, second }, i) => (
          <>
            {i === 0 ? "" : ", "}
            <a
              href={storeHref(store, at)}
              title={margin === null || second === null
                ? undefined
                : `margin ${margin.toFixed(2)} to cluster ${second}`}
            >
              {store}
            </a>
          </>
        ))}
      </dd>
    </div>
  );
}
