import { figureText } from "../../../pipeline/figures/mod.ts";
import type { ClusterAnswer, ModelAnswer } from "../../api/clusters/schemas.ts";
import { type Column, Table } from "../../views/parts.tsx";
import { Swatch } from "./parts.tsx";

type Feature = ModelAnswer["features"][number];

/** Every feature with its mean and the index of each cluster; those that tell clusters apart most come first. */
export function ProfileTable({ model }: { readonly model: ModelAnswer }) {
  const { features, clusters } = model;
  if (features.length === 0) return <p class="quiet">This run made no profiles of the category.</p>;
  const found = new Map(
    clusters.map(({ cluster, features }) => [cluster, new Map(features.map((one) => [one.name, one]))]),
  );
  const columns: Column<Feature>[] = [
    { title: "Feature", as: "text", cell: ({ name, label }) => <span title={name}>{label}</span> },
    { title: "Average", as: "number", cell: ({ mean }) => amount(mean) },
    {
      title: "Between clusters",
      as: "number",
      cell: ({ eta_squared }) => eta_squared === null ? "–" : `${Math.round(100 * eta_squared)} %`,
    },
    ...clusters.map(({ cluster }): Column<Feature> => ({
      title: `Cluster ${cluster}`,
      as: "number",
      cell: ({ name }) => <Index feature={found.get(cluster)?.get(name)} />,
    })),
  ];
  const rows = [...features].sort((a, b) => (b.eta_squared ?? -1) - (a.eta_squared ?? -1));
  return (
    <details>
      <summary>All {features.length} features as a table</summary>
      <p class="quiet">
        The index is the cluster's mean where the average of all stores is 100. “Between clusters” is the share of the
        variance that lies between clusters.{" "}
        {clusters.map(({ cluster, name }) => (
          <span key={cluster} class="cluster-tag">
            <Swatch label={cluster} /> {cluster} {name ?? ""}
          </span>
        ))}
      </p>
      <Table label="Features of clusters" columns={columns} rows={rows} />
    </details>
  );
}

function Index({ feature }: { readonly feature: ClusterAnswer["features"][number] | undefined }) {
  if (feature === undefined) return <span class="quiet">–</span>;
  const { index, mean, difference } = feature;
  const far = Math.abs(difference) >= 0.5;
  const sign = !far ? "" : difference > 0 ? " ▲" : " ▼";
  return (
    <span class={far ? (difference > 0 ? "above" : "below") : undefined} title={`mean ${amount(mean)}`}>
      {index === null ? amount(mean) : Math.round(index)}
      {sign}
    </span>
  );
}

/** A number with as many digits as say something. */
export function amount(value: number): string {
  return figureText(value);
}
