import type { CheckRecord, ColumnSchema } from "../../pipeline/engine/mod.ts";
import type { AssetDetail } from "../asset_queries.ts";
import type { AssetBuild, AssetView, RunView } from "../view_models.ts";
import { Checks } from "./checks.tsx";
import { Page, type Shell } from "./layout.tsx";
import {
  assetHref,
  Badge,
  type Column,
  Count,
  ErrorCard,
  Facts,
  RunBadge,
  runHref,
  Section,
  Size,
  Table,
  TagList,
  Terms,
  Time,
} from "./parts.tsx";
import { Sparkline } from "./sparkline.tsx";

/** One asset: what it is, what is stored of it, and how that changed. */
export function AssetPage({ shell, detail }: { readonly shell: Shell; readonly detail: AssetDetail }) {
  const { asset, attempt, newest, partitions, checks, builds } = detail;
  const failed = attempt?.steps.filter((step) => step.error !== undefined) ?? [];
  return (
    <Page
      shell={shell}
      title={asset.name}
      current="Assets"
      stream={attempt?.run.live === true ? "/api/v1/stream" : undefined}
    >
      <h1>{asset.name}</h1>
      <p class="headline">
        <Badge state={asset.state} /> <span class="quiet">{asset.group}</span> <TagList tags={asset.tags} />
      </p>
      <p class="lead">{asset.description}</p>
      {failed.slice(0, 3).map((step) => (
        <ErrorCard
          key={step.step}
          error={step.error!}
          title={`${step.step} failed`}
        />
      ))}
      <Definition detail={detail} />
      {newest !== undefined && (
        <Section title="Newest value">
          <Facts
            facts={{ ...(newest.partition === undefined ? {} : { Partition: newest.partition }), File: newest.path }}
          />
          <Facts facts={newest.metadata} />
        </Section>
      )}
      {builds.length > 0 && <Builds builds={builds} />}
      {asset.partitions !== undefined && <Partitions name={asset.partitions.name} partitions={partitions} />}
      <CheckSection asset={asset} checks={checks} />
      {newest?.columns !== undefined && (
        <Section title="Columns">
          <Table label="Columns" columns={schemaColumns} rows={newest.columns} />
        </Section>
      )}
    </Page>
  );
}

function Definition({ detail: { asset, place, attempt } }: { readonly detail: AssetDetail }) {
  return (
    <Terms
      terms={{
        "Made from": <Names names={asset.deps} />,
        "Used by": <Names names={asset.dependants} />,
        "Kind": `${asset.kind}${asset.state === "transient" ? ", kept only while a run needs it" : ""}`,
        "Rows": asset.rows === undefined ? undefined : <Count value={asset.rows} />,
        "Size": asset.bytes === undefined ? undefined : <Size bytes={asset.bytes} />,
        "Built (UTC)": asset.builtAt === undefined ? undefined : <Time at={asset.builtAt} />,
        "Last run with it": attempt === undefined ? undefined : <RunLink run={attempt.run} />,
        "Defined at": <code>{place}</code>,
      }}
    />
  );
}

function RunLink({ run }: { readonly run: RunView }) {
  return (
    <>
      <RunBadge run={run} /> <a class="id" href={runHref(run.id)}>{run.id}</a>
    </>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return <span class="quiet">nothing in the pipeline</span>;
  return (
    <ul class="plain">
      {names.map((name) => (
        <li key={name}>
          <a href={assetHref(name)}>{name}</a>
        </li>
      ))}
    </ul>
  );
}

const buildColumns: readonly Column<AssetBuild>[] = [
  {
    title: "Made (UTC)",
    cell: (build) => (
      <a href={runHref(build.run)}>
        <Time at={build.createdAt} />
      </a>
    ),
  },
  { title: "Values", as: "number", wide: true, cell: (build) => <Count value={build.values} /> },
  { title: "Rows", as: "number", cell: (build) => <Count value={build.rows} /> },
  { title: "Size", as: "number", cell: (build) => <Size bytes={build.bytes} /> },
];

function Builds({ builds }: { readonly builds: readonly AssetBuild[] }) {
  const rows = builds.flatMap((build) => build.rows ?? []);
  return (
    <Section title="History">
      {rows.length > 1 && <Sparkline values={rows} what="Rows" />}
      <Table label="The last values by run" columns={buildColumns} rows={builds.toReversed().slice(0, 10)} />
    </Section>
  );
}

type Partition = AssetDetail["partitions"][number];

const partitionColumns: readonly Column<Partition>[] = [
  { title: "State", cell: ({ value }) => <Badge state={value === undefined ? "never" : "built"} /> },
  { title: "Key", cell: ({ key }) => key },
  { title: "Rows", as: "number", cell: ({ value }) => <Count value={value?.rows} /> },
  { title: "Size", as: "number", wide: true, cell: ({ value }) => <Size bytes={value?.bytes} /> },
  { title: "Built (UTC)", wide: true, cell: ({ value }) => <Time at={value?.createdAt} /> },
];

function Partitions({ name, partitions }: { readonly name: string; readonly partitions: readonly Partition[] }) {
  return (
    <Section title={`Partitions by ${name}`} id="partitions">
      {partitions.length === 0
        ? <p>No keys yet: a run finds them.</p>
        : <Table label="Partitions" columns={partitionColumns} rows={partitions} />}
    </Section>
  );
}

function CheckSection({ asset, checks }: { readonly asset: AssetView; readonly checks: readonly CheckRecord[] }) {
  if (asset.checks.length === 0 && checks.length === 0) return null;
  return (
    <Section title="Checks">
      <Facts facts={Object.fromEntries(asset.checks.map((check) => [check.name, check.description]))} />
      {checks.length === 0 ? <p>Not evaluated in the last runs.</p> : <Checks checks={checks} />}
    </Section>
  );
}

const schemaColumns: readonly Column<ColumnSchema>[] = [
  { title: "Name", cell: ({ name }) => name },
  { title: "Type", cell: ({ type }) => <code>{type}</code> },
];
