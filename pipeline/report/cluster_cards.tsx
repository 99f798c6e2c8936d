// deno-lint-ignore-file jsx-key -- drawn once on the server
import { countOf, figureText, percent } from "../figures/mod.ts";
import type { Child } from "hono/jsx";
import type { ClusterReport, FeatureMark, StoreMark } from "./model.ts";
import { score, Swatch } from "./parts.tsx";

/** A card for each cluster: its name, size and scores, what it has much and little of, stores to look at. */
export function ClusterCards({ clusters }: { readonly clusters: readonly ClusterReport[] }) {
  const stores = clusters.reduce((sum, cluster) => sum + cluster.stores, 0);
  return (
    <div class="cards">
      {clusters.map((cluster) => <Card cluster={cluster} share={stores === 0 ? 0 : cluster.stores / stores} />)}
    </div>
  );
}

function Card({ cluster, share }: { readonly cluster: ClusterReport; readonly share: number }) {
  const { label, name, stores, silhouette, stability, high, low, typical, borderline, rules } = cluster;
  const lines: (readonly [string, Child])[] = [
    ["Much of", marks(high)],
    ["Little of", marks(low)],
    ["Rule", rules.join("; or ")],
    ["Typical stores", typical.map(({ store }) => store).join(", ")],
    ["Borderline stores", borderline.map(bordering).join(", ")],
  ];
  return (
    <div class="card">
      <h4>
        <Swatch label={label} />Cluster {label}
        {name === null ? "" : `: ${name}`}
      </h4>
      <p class="quiet">
        {countOf(stores, "store")}, {percent(share)} · silhouette {score(silhouette)}
        {stability === null ? "" : ` · stability ${stability.toFixed(2)}`}
      </p>
      <dl>
        {lines.filter(([, text]) => text !== "").map(([head, text]) => (
          <>
            <dt>{head}</dt>
            <dd>{text}</dd>
          </>
        ))}
      </dl>
    </div>
  );
}

/** Features with their index. */
function marks(features: readonly FeatureMark[]): string {
  return features.map(({ feature, index }) => index === null ? feature : `${feature} ${figureText(Math.round(index))}`)
    .join(", ");
}

/** A store with its margin: 0 stands on the border. */
function bordering({ store, value }: StoreMark): string {
  return value === null ? String(store) : `${store} (margin ${value.toFixed(2)})`;
}
