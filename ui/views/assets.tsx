import { countOf, formatCount } from "../../infra/format.ts";
import type { AssetView } from "../view_models.ts";
import { Page, type Shell } from "./layout.tsx";
import { assetHref, Badge, type Column, Count, Section, Size, Table, Time } from "./parts.tsx";

/** Every asset, by group. */
export function Assets({ shell, assets }: { readonly shell: Shell; readonly assets: readonly AssetView[] }) {
  const groups = Map.groupBy(assets, (asset) => asset.group);
  return (
    <Page shell={shell} title="Assets" current="Assets">
      <h1>Assets</h1>
      {assets.length === 0 && <p>The project has no assets.</p>}
      {[...groups].map(([group, members]) => (
        <Section title={group}>
          <AssetTable assets={members} label={`Assets of ${group}`} />
        </Section>
      ))}
    </Page>
  );
}

const columns: readonly Column<AssetView>[] = [
  { title: "State", cell: (asset) => <Badge state={asset.state} /> },
  { title: "Asset", cell: (asset) => <AssetLink asset={asset} /> },
  { title: "Kind", wide: true, cell: (asset) => asset.kind },
  { title: "Rows", as: "number", cell: (asset) => <Count value={asset.rows} /> },
  { title: "Size", as: "number", wide: true, cell: (asset) => <Size bytes={asset.bytes} /> },
  { title: "Built (UTC)", wide: true, cell: (asset) => <Time at={asset.builtAt} /> },
];

/** Assets with what is stored of them. */
export function AssetTable({ assets, label }: { readonly assets: readonly AssetView[]; readonly label: string }) {
  return <Table label={label} columns={columns} rows={assets} />;
}

function AssetLink({ asset: { name, partitions } }: { readonly asset: AssetView }) {
  const note = partitions === undefined ? "" : ` ${partitionCount(partitions)}`;
  return (
    <>
      <a href={assetHref(name)}>{name}</a>
      <span class="quiet">{note}</span>
    </>
  );
}

function partitionCount({ keys, built }: NonNullable<AssetView["partitions"]>): string {
  if (keys === 0) return "no partitions yet";
  return built < keys ? `${formatCount(built)} of ${countOf(keys, "partition")}` : countOf(keys, "partition");
}
