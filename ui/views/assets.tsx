import type { CheckRecord } from "../../pipeline/engine/history.ts";
import type { AssetDetail } from "../asset_queries.ts";
import { count, plural } from "../format.ts";
import type { AssetBuild, AssetView } from "../view_models.ts";
import { Checks } from "./checks.tsx";
import { Page, type Shell } from "./layout.tsx";
import { assetHref, Badge, Count, ErrorCard, Facts, runHref, Section, Size, Table, TagList, Time } from "./parts.tsx";
import { Sparkline } from "./sparkline.tsx";

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

/** Assets with what is stored of them. */
export function AssetTable({ assets, label }: { readonly assets: readonly AssetView[]; readonly label: string }) {
  return (
    <Table label={label} columns={["State", "Asset", "~Kind", "#Rows", "~#Size", "~Built (UTC)"]}>
      {assets.map((asset) => (
        <tr>
          <td>
            <Badge state={asset.state} />
          </td>
          <td>
            <a href={assetHref(asset.name)}>{asset.name}</a>
            {asset.partitions !== undefined && <span class="quiet">{` ${partitionCount(asset.partitions)}`}</span>}
          </td>
          <td class="wide">{asset.kind}</td>
          <td class="right">
            <Count value={asset.rows} />
          </td>
          <td class="wide right">
            <Size bytes={asset.bytes} />
          </td>
          <td class="wide">
            <Time at={asset.builtAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function partitionCount({ keys, built }: NonNullable<AssetView["partitions"]>): string {
  if (keys === 0) return "no partitions yet";
  return built < keys ? `${count(built)} of ${plural(keys, "partition")}` : plural(keys, "partition");
}

/** One asset: what it is, what is stored of it, and how that changed. */
export function AssetPage({ shell, detail }: { readonly shell: Shell; readonly detail: AssetDetail }) {
  const { asset, attempt, newest, partitions, checks, builds } = detail;
  const failed = attempt?.steps.filter((step) => step.error !== undefined) ?? [];
  return (
    <Page shell={shell} title={asset.name} current="Assets" live={attempt?.run.live === true}>
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
          <Table label="Columns" columns={["Name", "Type"]}>
            {newest.columns.map(({ name, type }) => (
              <tr key={name}>
                <td>{name}</td>
                <td>
                  <code>{type}</code>
                </td>
              </tr>
            ))}
          </Table>
        </Section>
      )}
    </Page>
  );
}

function Definition({ detail: { asset, place, attempt } }: { readonly detail: AssetDetail }) {
  return (
    <dl class="facts">
      <div>
        <dt>Made from</dt>
        <dd>
          <Names names={asset.deps} none="nothing in the pipeline" />
        </dd>
      </div>
      <div>
        <dt>Used by</dt>
        <dd>
          <Names names={asset.dependants} none="nothing in the pipeline" />
        </dd>
      </div>
      <div>
        <dt>Kind</dt>
        <dd>{asset.kind}{asset.state === "transient" && ", kept only while a run needs it"}</dd>
      </div>
      <div>
        <dt>Rows</dt>
        <dd>
          <Count value={asset.rows} />
        </dd>
      </div>
      <div>
        <dt>Size</dt>
        <dd>
          <Size bytes={asset.bytes} />
        </dd>
      </div>
      <div>
        <dt>Built (UTC)</dt>
        <dd>
          <Time at={asset.builtAt} />
        </dd>
      </div>
      {attempt !== undefined && (
        <div>
          <dt>Last run with it</dt>
          <dd>
            <Badge state={attempt.run.status} /> <a class="id" href={runHref(attempt.run.id)}>{attempt.run.id}</a>
          </dd>
        </div>
      )}
      <div>
        <dt>Defined at</dt>
        <dd>
          <code>{place}</code>
        </dd>
      </div>
    </dl>
  );
}

function Names({ names, none }: { readonly names: readonly string[]; readonly none: string }) {
  if (names.length === 0) return <span class="quiet">{none}</span>;
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

function Builds({ builds }: { readonly builds: readonly AssetBuild[] }) {
  const rows = builds.flatMap((build) => build.rows ?? []);
  return (
    <Section title="History">
      {rows.length > 1 && <Sparkline values={rows} what="Rows" />}
      <Table label="Values by run" columns={["Made (UTC)", "~#Values", "#Rows", "#Size"]}>
        {builds.toReversed().slice(0, 10).map((build) => (
          <tr>
            <td>
              <a href={runHref(build.run)}>
                <Time at={build.createdAt} />
              </a>
            </td>
            <td class="wide right">
              <Count value={build.values} />
            </td>
            <td class="right">
              <Count value={build.rows} />
            </td>
            <td class="right">
              <Size bytes={build.bytes} />
            </td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

function Partitions(props: { readonly name: string; readonly partitions: AssetDetail["partitions"] }) {
  return (
    <Section title={`Partitions by ${props.name}`} id="partitions">
      {props.partitions.length === 0 && <p>No keys yet: a run finds them.</p>}
      {props.partitions.length > 0 && (
        <Table label="Partitions" columns={["State", "Key", "#Rows", "~#Size", "~Run"]}>
          {props.partitions.map(({ key, value }) => (
            <tr>
              <td>
                <Badge state={value === undefined ? "never" : "built"} />
              </td>
              <td>{key}</td>
              <td class="right">
                <Count value={value?.rows} />
              </td>
              <td class="wide right">
                <Size bytes={value?.bytes} />
              </td>
              <td class="wide">{value !== undefined && <a class="id" href={runHref(value.run)}>{value.run}</a>}</td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}

function CheckSection({ asset, checks }: { readonly asset: AssetView; readonly checks: readonly CheckRecord[] }) {
  if (asset.checks.length === 0 && checks.length === 0) return null;
  return (
    <Section title="Checks">
      <dl class="facts">
        {asset.checks.map((check) => (
          <div key={check.name}>
            <dt>{check.name}</dt>
            <dd>{check.description}</dd>
          </div>
        ))}
      </dl>
      {checks.length === 0 ? <p>Not evaluated in the last runs.</p> : <Checks checks={checks} />}
    </Section>
  );
}
